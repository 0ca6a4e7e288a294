import type { Usage } from '@ock/schemas';
import type { ModelInfo } from '../../kinds/model.ts';
import { estimateTokens } from '../context/estimate-tokens.ts';
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
   * @param said all that arrived: an attempt without usage was not free if anything did, and one that broke off has told too little
   * @param end how it ended
   * @returns USD of this attempt; undefined when not fully known
   */
  add(usage: Usage, price: ModelInfo['cost'], said: string, end: 'whole' | 'broken' | 'void'): number | undefined {
    const counted = Object.values(usage).some((tokens) => tokens > 0);
    if (!counted && said === '') return 0;
    const isFree = price !== undefined && price.input === 0 && price.output === 0;
    const cost = counted || isFree ? costOf(usage, price) : undefined;
    const isPartial = end !== 'whole' && !isFree && usage.output < estimateTokens(said) / 2;
    this.usage = addUsage(this.usage, usage);
    if (cost !== undefined) this.costUsd = (this.costUsd ?? 0) + cost;
    if (end === 'void') this.voided++;
    if (cost !== undefined && !isPartial) return cost;
    this.isKnown = false;
    return undefined;
  }

  /** false: nothing was used as far as anybody knows */
  get isEmpty(): boolean {
    return this.isKnown && Object.values(this.usage).every((tokens) => tokens === 0);
  }
}
