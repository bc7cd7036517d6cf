/** Words before a full stop that does not end a sentence, in lower case and without the stop. */
export interface Abbreviations {
  /** Always followed by more: titles, `approx.`. What may also end a sentence (`etc.`) is not here. */
  open: ReadonlySet<string>;
  /** `3. Oktober`: a short number with a stop is an ordinal, not the end of a sentence. */
  ordinals: boolean;
}

/** Only before a number: `No. 5`, but «No. That is wrong.» */
export const BEFORE_NUMBERS: ReadonlySet<string> = words(
  'no nos nr nrs núm num nº n° vol fig figs pp pág pag pgs art arts cap chap ch eq sec abs abb bd tab kap ex ver vs',
);

/** Dotted abbreviations that do end sentences; all others (`U.S.`, `e.g.`, `z.B.`) are taken to go on. */
export const DOTTED_ENDS: ReadonlySet<string> = words('a.m p.m a.c d.c v.chr n.chr');

const EVERYWHERE = 'dr prof mr mrs ms mt st vs cf dipl hon rev gen col capt lt sgt';

const BY_LANGUAGE: Record<string, { open: string; ordinals?: true }> = {
  en: { open: 'messrs gov sen rep pres approx dept est viz al' },
  de: {
    open: 'hr fr frl bzw vgl ca evtl ggf inkl exkl sog geb gest str hrsg mio mrd zzgl bes allg u.a z.b d.h',
    ordinals: true,
  },
  fr: { open: 'mm mme mmes mlle mlles me env av apr éd p.ex c.-à-d réf' },
  es: { open: 'sr sra srta sres dra dña ud uds vd aprox ej pág págs av avda ee lic ing' },
  pt: { open: 'sr sra srta dra exmo exma aprox pág av eng' },
  it: { open: 'sig sigg sig.ra dott dott.ssa prof.ssa ing avv arch pag ca' },
  nl: { open: 'dhr mevr mw ir bijv ca nl resp incl', ordinals: true },
  pl: { open: 'np tzn tzw ul inż mgr hab', ordinals: true },
  cs: { open: 'např tzv tj ing mgr', ordinals: true },
  sv: { open: 't.ex bl.a ca resp', ordinals: true },
  da: { open: 'f.eks bl.a ca hhv', ordinals: true },
  nb: { open: 'f.eks bl.a ca hhv', ordinals: true },
  fi: { open: 'esim mm ns eli', ordinals: true },
  tr: { open: 'sn örn bkz av doç', ordinals: true },
  ru: { open: 'т.е т.к т.н напр см ср им ул гр' },
};

/** @param language BCP 47 tag; English and what is common everywhere without one. */
export function abbreviationsOf(language = 'en'): Abbreviations {
  const own = BY_LANGUAGE[language.toLowerCase().split('-')[0] ?? ''];
  return { open: words(`${EVERYWHERE} ${own?.open ?? ''}`), ordinals: own?.ordinals ?? false };
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' ').filter((word) => word !== ''));
}
