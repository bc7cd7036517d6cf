import type { Knex } from 'knex';
import { languageOfText, UNDETERMINED } from '../../languages/detect.ts';
import { guessLanguage } from '../../languages/guess.ts';

interface Said {
  conversation_id: string;
  position: number;
  said: string;
}

/**
 * What a message is in, in two letters: as it tells itself, by its whole text or, where that is short, by its small words; else as the
 * learner chose for the talk, or as what was said before in it. `und` where nothing tells.
 */
export async function languageSaid(knex: Knex, message: Said): Promise<string> {
  const byItself = languageOfText(message.said);
  if (byItself !== UNDETERMINED) return byItself;
  return guessLanguage(message.said) ?? (await languageOfTalk(knex, message)) ?? UNDETERMINED;
}

async function languageOfTalk(knex: Knex, { conversation_id, position }: Said): Promise<string | undefined> {
  const talk = await knex('conversations').where({ id: conversation_id }).first('language');
  const chosen: string | null | undefined = talk?.language;
  if (chosen) return chosen.toLowerCase().split('-')[0];
  const before = await knex('messages')
    .join('message_terms', 'message_terms.message_id', 'messages.id')
    .where({ 'messages.conversation_id': conversation_id })
    .where('messages.position', '<', position)
    .whereNot({ 'message_terms.language': UNDETERMINED })
    .orderBy('messages.position', 'desc')
    .first('message_terms.language');
  return before?.language;
}
