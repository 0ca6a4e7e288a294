import type { Usage } from '@ock/schemas';
import type { ModelInfo } from '../kinds/model.ts';
import { addUsage, costOf, NO_USAGE } from './cost.ts';

/** What one answer cost: every attempt at it, those that were given up too, each at its own price and tier. */
export class Bill {
  usage: Usage = NO_USAGE;
  /** of the attempts whose price and usage are known; undefined: of none */
  costUsd?: number;
  /** false: an attempt cost an amount that nobody told */
  isKnown = true;
  /** attempts that were given up and cost something or may have */
  voided = 0;

  /**
   * @param said true: something had arrived, so that an attempt without usage was not free
   * @returns USD of this attempt; undefined when not known
   */
  add(usage: Usage, price: ModelInfo['cost'], said: boolean, isVoid: boolean): number | undefined {
    const counted = Object.values(usage).some((tokens) => tokens > 0);
    if (!counted && !said) return 0;
    const isFree = price !== undefined && price.input === 0 && price.output === 0;
    const cost = counted || isFree ? costOf(usage, price) : undefined;
    this.usage = addUsage(this.usage, usage);
    if (cost === undefined) this.isKnown = false;
    else this.costUsd = (this.costUsd ?? 0) + cost;
    if (isVoid) this.voided++;
    return cost;
  }

  /** false: nothing was used as far as anybody knows */
  get isEmpty(): boolean {
    return this.isKnown && Object.values(this.usage).every((tokens) => tokens === 0);
  }
}
