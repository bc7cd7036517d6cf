import { spokenWords } from './spoken-words.ts';

export const german = spokenWords({
  open: `
    im jahr|im jahre|der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|mein|meine|dein|deine|sein|seine|ihr|ihre|unser|unsere|kein|keine|keinen|jeder|jede|jedes|dieser|diese|dieses|diesen|diesem
    und|oder|aber|weil|denn|dass|ob|wenn|falls|obwohl|während|damit|sodass|sondern|als|bevor|nachdem|deshalb|daher|also wenn|zum beispiel|das heißt|und dann|beziehungsweise
    von|vom|im|am|zum|zur|beim|ins|ans|für|ohne|gegen|zwischen|wegen|trotz|seit|bei|aus dem|in der|in den|pro
    ich|wir|man|welche|welcher|welches|wo die|sehr|ganz|ziemlich|etwa|ungefähr|noch ein|vielleicht|wahrscheinlich|eventuell
    die antwort ist|die antwort lautet|das ergebnis ist|ich glaube|ich denke|ich meine|ich vermute|ich würde sagen|es gibt|es ist|das ist|das sind|das heißt|weil die|so eine art|gleich|plus|minus|mal|geteilt durch|komma`,
  loose: `
    in|an|auf|aus|mit|nach|zu|vor|über|unter|um|durch|bis|ab|er|sie|es|ist|sind|war|waren|hat|haben|wird|werden|kann|können|muss|müssen|soll|dann|so|auch|nicht|nur|mehr|wie|was|wo|warum|da|also|heißt|heißen|bedeutet`,
  fillers: `
    äh|ähm|öhm|hm|hmm|mm|em|tja|na ja|naja|moment|moment mal|einen moment|einen augenblick|warte|warte mal|sekunde|lass mich überlegen|lass mich nachdenken|lass mich kurz überlegen|mal überlegen|mal sehen|wie sagt man|wie heißt das|wie war das|sozusagen`,
  numbers: `
    null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|dreizehn|vierzehn|fünfzehn|sechzehn|siebzehn|achtzehn|neunzehn
    zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig|hundert|tausend|million|millionen|komma`,
  closed: `ja|nein|doch|okay|ok|klar|genau|richtig|falsch|stimmt|bitte|danke|weiß ich nicht|ich weiß nicht|ich weiß es nicht|keine ahnung|weiter|nächste|stopp|noch mal|nochmal|ich gebe auf|das war's|das ist alles|verstanden`,
  signs: `
    mhm|hm|hmm|mm|ja|jaja|ja ja|okay|ok|genau|klar|gut|aha|ah|ach so|achso|ach ja|oh|stimmt|richtig|verstehe|ich verstehe|alles klar|ah okay|ah ja|ach okay|schön|super|toll|interessant|na klar|ja genau|ja klar|jo|jep|echt`,
});
