import type { CaptionTrack } from './player-response.ts';

export interface ChosenTrack {
  track: CaptionTrack;
  /** language it is to be translated into */
  into?: string;
}

/**
 * The track in this language: written by people before recognised, the very variant (`pt-BR`) before another of the same language; else one that
 * YouTube translates, where the language was asked for; else whatever there is.
 */
export function chooseTrack(tracks: readonly CaptionTrack[], language: string | undefined): ChosenTrack | undefined {
  const wanted = (language ?? 'en').toLowerCase();
  const root = (code: string) => code.toLowerCase().split('-')[0];
  const ranked = [...tracks].sort((a, b) => Number(a.isAutomatic) - Number(b.isAutomatic));
  const same =
    ranked.find((track) => !track.isAutomatic && track.language.toLowerCase() === wanted) ??
    ranked.find((track) => !track.isAutomatic && root(track.language) === root(wanted)) ??
    ranked.find((track) => root(track.language) === root(wanted));
  if (same) return { track: same };
  const translatable = language === undefined ? undefined : ranked.find((track) => track.isTranslatable);
  if (translatable && language !== undefined) return { track: translatable, into: language };
  return ranked[0] && { track: ranked[0] };
}
