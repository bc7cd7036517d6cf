import { describe, expect, it } from 'vitest';
import * as intents from '../../src/telephony/intents.ts';
import { replyOf } from '../../src/telephony/replies.ts';
import { SpokenModes } from '../../src/telephony/spoken-modes.ts';
import { TAUGHT } from '../../src/tutor/modes.ts';

const intentOf = (said: string) => intents.intentOf(said, new SpokenModes(TAUGHT));

describe('an answer to “shall we go on with photosynthesis?”', () => {
  it.each([
    'Yes.',
    'Yes, please!',
    'Oh yeah, sure, let’s go on.',
    'Okay',
    'I’d love to.',
    'Sí, claro, sigamos.',
    'Vale',
    'Por supuesto, gracias.',
    'Ja, gerne!',
    'Ja, machen wir weiter',
    'Weiter bitte.',
    'Oui, d’accord.',
    'Bien sûr, on continue !',
    'Sì, volentieri!',
    'Va bene, continuiamo.',
    'Sim, vamos continuar, por favor.',
    'Com certeza!',
    'Ja, graag.',
    'Ga maar verder, alsjeblieft.',
  ])('takes the offer with %j', (said) => {
    expect(replyOf(said)).toBe('yes');
  });

  it.each([
    'No.',
    'No, thanks.',
    'No, something new please.',
    'I’d rather not.',
    'Let’s talk about something else.',
    'No, otra cosa.',
    'Hablemos de algo nuevo, por favor',
    'Nein, lieber etwas anderes.',
    'Lieber ein anderes Thema',
    'Non, plutôt autre chose.',
    'Parlons d’autre chose, s’il te plaît.',
    'No grazie, qualcos’altro.',
    'Cambiamo argomento',
    'Não, outra coisa.',
    'Quero falar de algo novo, por favor',
    'Nee, liever iets anders.',
    'Laten we over iets nieuws praten',
  ])('declines it with %j', (said) => {
    expect(replyOf(said)).toBe('new');
  });

  it.each([
    'What was that about?',
    'What was that about again, please?',
    'Remind me.',
    'What did we talk about last time?',
    '¿De qué hablamos?',
    'Recuérdamelo',
    'Worum ging es da nochmal?',
    'Wo waren wir?',
    'C’était quoi déjà ?',
    'De quoi on parlait ?',
    'Di che cosa parlavamo?',
    'Onde paramos?',
    'Waar ging dat over?',
  ])('asks what it was with %j', (said) => {
    expect(replyOf(said)).toBe('what');
  });

  it.each([
    'Yes, why are leaves green?',
    'No, I said mitosis.',
    'No idea what an atom is',
    'What was the French Revolution about?',
    'Is there something new in chemistry?',
    'Weiterbildung',
    'Warum sagt man ja?',
    '¿Por qué no?',
    'Si on chauffe de l’eau, que se passe-t-il ?',
    'sure sure sure sure sure sure sure sure sure sure sure sure sure sure sure sure sure sure sure sure sure',
    '',
  ])('is a question like any other in %j', (said) => {
    expect(replyOf(said)).toBeUndefined();
  });
});

describe('a new subject', () => {
  it.each([
    'Let’s talk about something new',
    'Change the subject, please.',
    'Otro tema',
    'Ein anderes Thema, bitte',
    'Changeons de sujet',
  ])('can be wished for at any time: %j', (said) => expect(intentOf(said)).toEqual({ type: 'new_subject' }));

  it.each(['No', 'Is that another topic?', 'Yes'])('is not wished for by %j', (said) => {
    expect(intentOf(said)).toBeUndefined();
  });
});
