import type { Database } from '../../src/adapters/knex/database.ts';
import { newId } from '../../src/ids.ts';
import { T0 } from './records.ts';

/** Stores a row of the learner's in each table that no store fills here: what was learned, calls, phones and devices. */
export async function storeOtherRows(
  { knex }: Database,
  learner: string,
  message: string,
  document: string,
): Promise<void> {
  const [card, objective, course, at] = [newId(), newId(), newId(), { created_at: T0, updated_at: T0 }];
  const own = () => ({ id: newId(), learner_id: learner });
  const hash = 'hash';
  await knex('invites').insert({ id: newId(), code_hash: hash, created_by: learner, created_at: T0, expires_at: T0 });
  await knex('objectives').insert({
    ...own(),
    id: objective,
    document_id: document,
    title: 't',
    position: 0,
    mastery: 0,
    ...at,
  });
  const front = { front: 'f', back: 'b', state: '{}', due_at: T0 };
  await knex('cards').insert({ ...own(), id: card, objective_id: objective, document_id: document, ...front, ...at });
  const review = { card_id: card, rating: 3, assisted: false, source: 'voice', reviewed_at: T0, created_at: T0 };
  await knex('reviews').insert({ ...own(), ...review });
  await knex('goals').insert({ ...own(), message_id: message, text: 't', status: 'open', ...at });
  await knex('memories').insert({ ...own(), message_id: message, kind: 'level', text: 't', quote: 'q', ...at });
  await knex('feedback').insert({ ...own(), message_id: message, rating: 1, created_at: T0 });
  await knex('courses').insert({ ...own(), id: course, name: 'c', created_at: T0 });
  await knex('course_documents').insert({ course_id: course, document_id: document, position: 0 });
  const space = { kind: 'material', embedder_id: 'e', dimensions: 8, state: 'serving', changed_at: T0 };
  await knex('vector_spaces').insert({ learner_id: learner, ...space });
  await knex('activity').insert({ ...own(), kind: 'talked', at: T0 });
  await knex('phone_links').insert({ ...own(), phone: '+15550100', created_at: T0 });
  await knex('phone_link_codes').insert({ learner_id: learner, code_hash: hash, expires_at: T0 });
  await knex('calls').insert({ ...own(), call_sid: newId(), mode: 'relay', status: 'completed', started_at: T0 });
  await knex('push_subscriptions').insert({
    ...own(),
    endpoint: 'https://push.example',
    p256dh: 'p',
    auth: 'a',
    created_at: T0,
  });
  const mutation = { client_id: 'c', seq: 1, mutation_id: newId(), kind: 'review', result: '{}', applied_at: T0 };
  await knex('client_mutations').insert({ learner_id: learner, ...mutation });
  await knex('uploads').insert({ ...own(), name: 'u', bytes: 1, received: 0, created_at: T0, touched_at: T0 });
  await knex('idempotency_keys').insert({ learner_id: learner, key: 'k', request_hash: hash, created_at: T0 });
}
