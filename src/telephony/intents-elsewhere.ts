import type { Intent } from './intent.ts';

/** The commands in Italian, Portuguese and Dutch; what is said alike in another language stands with that one. */
export const COMMANDS_ELSEWHERE: readonly [RegExp, Intent][] = [
  [
    /^((puoi )?ripet(i|ere)|ancora una volta|(pode )?repet(e|ir)|repita( isso)?|de novo|outra vez|mais uma vez|herhaal( dat)?|(zeg dat )?nog (een keer|eens)|wat zei je)( per favore| por favor| alsjeblieft)?$/u,
    { type: 'repeat' },
  ],
  [
    /^(avanti|prossima( domanda)?|pula(r)?|próxima( pergunta)?|sla( dat)? over|overslaan|volgende( vraag)?)( per favore| por favor| alsjeblieft)?$/u,
    { type: 'skip' },
  ],
  [/^(aiuto|ajuda|hulp)( per favore| por favor| alsjeblieft)?$/u, { type: 'help' }],
  [
    /^(aspetta( un (momento|attimo))?|un attimo|um (momento|minuto|instante)|só um (momento|minuto|instante)|espere( um (momento|minuto|pouco))?|espera um (momento|minuto|pouco)|wacht( even)?|(een )?moment(je)?|even wachten)( per favore| por favor| alsjeblieft)?$/u,
    { type: 'hold_on' },
  ],
  [
    /^(vorrei|voglio|posso) parlare con (una persona|un operatore|qualcuno)$|^(quero|queria|posso) falar com (uma pessoa|um atendente|alguém)$|^(ik wil|kan ik) (graag )?(met )?(een mens|iemand|een medewerker) (spreken|praten)$/u,
    { type: 'human' },
  ],
];
