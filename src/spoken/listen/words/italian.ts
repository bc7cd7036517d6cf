import { spokenWords } from './spoken-words.ts';

export const italian = spokenWords({
  open: `
    nell'anno|il|lo|la|i|gli|le|l'|un|uno|una|un'|mio|mia|tuo|tua|suo|sua|nostro|nostra|ogni|questo|questa|quel|quella
    e|ed|o|oppure|né|ma|però|perché|siccome|benché|che|se|quando|mentre|come|dove|quindi|allora|cioè|per esempio|ad esempio|poiché
    di|del|dello|della|dei|degli|delle|a|al|allo|alla|ai|agli|alle|da|dal|dalla|dai|in|nel|nello|nella|nei|nelle|con|senza|per|fino a|tra|fra|su|sul|sulla|contro|durante
    io|mi|ti|si|ci|molto|così|più|meno|anche|la risposta è|il risultato è|credo che|penso che|mi sembra che|forse|magari|si chiama|si chiamano|è|sono|era|erano|c'è|ci sono|ha|hanno|abbiamo
    uguale a|diviso|per cento di|moltiplicato per|virgola|punto`,
  loose: `non|ciò|lui|lei|essere|può|possono|voglio|tutto|qualcosa|altro|altra|dopo|prima|poi|bene|beh|questo qui`,
  fillers: `eh|ehm|mmm|mah|allora vediamo|vediamo|fammi pensare|fammi vedere|aspetta|un momento|un attimo|un secondo|come si dice|come si chiama`,
  numbers: `
    zero|uno|una|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|quindici|sedici|diciassette|diciotto|diciannove
    venti|trenta|quaranta|cinquanta|sessanta|settanta|ottanta|novanta|cento|duecento|mille|mila|milione|milioni|virgola|punto`,
  closed: `sì|no|certo|esatto|giusto|corretto|vero|falso|grazie|per favore|non lo so|non so|nessuna idea|continua|avanti|prossimo|basta|ancora|di nuovo|ripeti|mi arrendo|è tutto`,
  signs: `mhm|mm|sì|si|ok|okay|certo|va bene|ah|oh|capito|ho capito|capisco|esatto|giusto|bene|bello|interessante|già|ecco`,
});
