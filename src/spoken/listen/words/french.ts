import { spokenWords } from './spoken-words.ts';

export const french = spokenWords({
  open: `
    en l'an|en l'année|le|la|les|l'|un|une|des|du|d'|mon|ma|mes|ton|ta|tes|son|sa|ses|notre|votre|leur|leurs|ce|cet|cette|ces|chaque
    et|ou|mais|donc|car|ni|parce que|parce qu'|puisque|que|qu'|qui|si|quand|lorsque|comme|alors que|pour que|afin que|c'est-à-dire|par exemple|et puis|et après|ainsi que
    de|à|au|aux|en|dans|sur|sous|avec|sans|pour|par|entre|chez|vers|contre|depuis|pendant|grâce à|à cause de
    je|j'|tu|il|elle|on|nous|ils|elles|me|se|ne|très|plus de|moins de|assez|aussi un|peut-être|probablement
    la réponse est|la réponse c'est|le résultat est|je crois que|je crois|je pense que|je pense|je dirais|il y a|c'est|ce sont|c'était|ça s'appelle|s'appelle|c'est parce que|ce qui|ce que|est|sont|était|étaient|égale|égal à|plus|moins|fois|divisé par|virgule`,
  loose: `pas|ça|cela|y|où|comment|pourquoi|quoi|bien|peu|tout|tous|encore|après|avant|alors|aussi|a|ont|ai|fait|être|avoir|peut|doit|vous|lui|eux|bon|ben|voilà que`,
  fillers: `
    euh|heu|hum|hmm|hm|mm|ben euh|bah euh|alors euh|attends|attendez|un instant|un moment|une seconde|deux secondes|voyons|voyons voir|laisse-moi réfléchir|laissez-moi réfléchir|je réfléchis|comment dire|comment on dit|comment ça s'appelle|c'est quoi déjà|comment déjà|disons`,
  numbers: `
    zéro|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize
    vingt|trente|quarante|cinquante|soixante|soixante-dix|quatre-vingt|quatre-vingts|quatre-vingt-dix|cent|cents|mille|million|millions|virgule`,
  closed: `oui|non|si|d'accord|ok|exactement|exact|vrai|faux|merci|s'il te plaît|s'il vous plaît|je sais pas|je ne sais pas|aucune idée|continue|continuez|suivant|stop|encore une fois|répète|répétez|c'est tout|j'abandonne|voilà|compris`,
  signs: `
    mhm|mm|hm|hmm|oui|ouais|d'accord|ok|okay|ah|oh|ah oui|ah d'accord|ah bon|ah ok|bien|très bien|bien sûr|je vois|je comprends|exactement|exact|c'est vrai|voilà|parfait|super|oui oui|ah je vois|intéressant|tout à fait|bon`,
});
