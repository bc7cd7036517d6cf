import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { Call, CallPatch, CallStatus, CallStore, HandedOn, LastSigns } from '../../ports/call-store.ts';
import { absent, definedOnly } from './columns.ts';
import { decodeTimeCursor, toPage } from './cursor.ts';
import type { Database } from './database.ts';

interface CallRow {
  id: string;
  call_sid: string;
  learner_id: string | null;
  conversation_id: string | null;
  mode: Call['mode'];
  status: CallStatus;
  token_hash: string | null;
  lost_session: string | null;
  reconnects: number;
  duration_s: number | null;
  cost_usd: number | null;
  error_code: string | null;
  ending: 'hang_up' | 'transfer' | null;
  handed_on: string | null;
  started_at: number;
  socket_at: number | null;
  sign_at: number | null;
  ended_at: number | null;
}

const StoredHandedOn = z.object({ turn: z.int(), speech: z.string().optional(), digits: z.string().optional() });

/** Of each session whose loss was dealt with so much of a hash is kept, and of so many: the column holds 64 characters. */
const MARK_LENGTH = 8;
const MOST_MARKS = 7;

/** No hash is empty: this token opens nothing any more. */
const USED = '';

const NEWEST_FIRST = [
  { column: 'started_at', order: 'desc' },
  { column: 'id', order: 'desc' },
];

export function createCallStore({ knex }: Database): CallStore {
  const calls = () => knex<CallRow>('calls');

  async function find(callSid: string): Promise<CallRow | undefined> {
    return calls().where({ call_sid: callSid }).first();
  }

  return {
    async begin(call) {
      const inserted = await calls().insert(toRow(call)).onConflict('call_sid').ignore().returning('id');
      const row = await find(call.callSid);
      return { call: row ? toCall(row) : call, first: inserted.length > 0 };
    },
    async find(callSid) {
      const row = await find(callSid);
      return row && toCall(row);
    },
    async update(callSid, patch) {
      const [row]: CallRow[] = await knex('calls').where({ call_sid: callSid }).update(toPatch(patch)).returning('*');
      return row && toCall(row);
    },
    async goOnIn(callSid, { learnerId, conversationId }, now) {
      await knex.transaction(async (trx) => {
        const [row] = await trx('calls')
          .where({ call_sid: callSid })
          .update({ learner_id: learnerId, conversation_id: conversationId })
          .returning<{ id: string }[]>('id');
        if (!row) return;
        const talk = { call_id: row.id, conversation_id: conversationId, began_at: now };
        await trx('call_talks').insert(talk).onConflict(['call_id', 'conversation_id']).ignore();
      });
    },
    async talks(callSid) {
      const rows = await knex('call_talks')
        .join('calls', 'calls.id', 'call_talks.call_id')
        .where({ call_sid: callSid })
        .orderBy(['began_at', 'call_talks.conversation_id'])
        .select<{ conversation_id: string }[]>('call_talks.conversation_id');
      return rows.map(({ conversation_id }) => conversation_id);
    },
    async offerToken(callSid, tokenHash) {
      await calls().where({ call_sid: callSid }).whereNull('token_hash').update({ token_hash: tokenHash });
    },
    async redeemToken(callSid, tokenHash, now) {
      const redeemed = await calls()
        .where({ call_sid: callSid, token_hash: tokenHash })
        .whereNot({ token_hash: USED })
        .update({ token_hash: USED, socket_at: now, sign_at: now });
      return redeemed > 0;
    },
    async loseSocket(callSid, sessionId) {
      const mark = `${createHash('sha256').update(sessionId).digest('hex').slice(0, MARK_LENGTH)};`;
      const lost = await knex('calls')
        .where({ call_sid: callSid })
        .where('reconnects', '<', MOST_MARKS)
        .where((call) => call.whereNull('lost_session').orWhereNot('lost_session', 'like', `%${mark}%`))
        .update({
          reconnects: knex.raw('reconnects + 1'),
          lost_session: knex.raw("coalesce(lost_session, '') || ?", [mark]),
          token_hash: null,
        });
      const row = await find(callSid);
      return row && { call: toCall(row), first: lost > 0 };
    },
    async end(callSid, { status, durationS, costUsd, endedAt }, unheard) {
      const told = definedOnly({ duration_s: durationS, cost_usd: costUsd });
      const [row]: CallRow[] = await knex('calls')
        .where({ call_sid: callSid })
        .whereNull('ended_at')
        .where(unheard ? { sign_at: unheard.signAt ?? null } : {})
        .update({ ...told, status, ended_at: endedAt, handed_on: null })
        .returning('*');
      if (!row && !unheard && Object.keys(told).length > 0)
        await knex('calls').where({ call_sid: callSid }).update(told);
      return row && toCall(row);
    },
    async running(callSids) {
      const rows = await calls().whereIn('call_sid', callSids).whereNull('ended_at').select('call_sid');
      return rows.map(({ call_sid }) => call_sid);
    },
    async sign(callSids, now) {
      if (callSids.length === 0) return [];
      const rows: CallRow[] = await knex('calls')
        .whereIn('call_sid', callSids)
        .whereNull('ended_at')
        .update({ sign_at: now })
        .returning('*');
      return rows.map(toCall);
    },
    async silent(since, limit) {
      // The status is what the index knows.
      const rows = await calls()
        .where({ status: 'in-progress' })
        .whereNull('ended_at')
        .where((call) => isSilent(call, since))
        .orderBy(['started_at', 'id'])
        .limit(limit);
      return rows.map(toCall);
    },
    async list(learnerId, { limit, cursor }) {
      const query = calls()
        .where({ learner_id: learnerId })
        .orderBy(NEWEST_FIRST)
        .limit(limit + 1);
      if (cursor !== undefined) query.whereRaw('(started_at, id) < (?, ?)', decodeTimeCursor(cursor));
      return toPage(await query, limit, (row) => [row.started_at, row.id], toCall);
    },
    async recent(since, limit) {
      const rows = await calls().where('started_at', '>=', since).orderBy(NEWEST_FIRST).limit(limit);
      return rows.map(toCall);
    },
  };
}

function isSilent(call: Knex.QueryBuilder, { talking, hungUp, putThrough, began }: LastSigns): void {
  call
    .orWhere((one) => givesSigns(one.whereNull('ending').where('sign_at', '<', talking)))
    .orWhere((one) => givesSigns(one.where({ ending: 'hang_up' }).where('sign_at', '<', hungUp)))
    .orWhere((one) => givesSigns(one.where({ ending: 'transfer' }).where('sign_at', '<', putThrough)))
    .orWhere((one) => one.where('started_at', '<', began).whereNot((two) => givesSigns(two)));
}

/** Whoever redeems a socket's token signs with it; a node of an older version, which holds the socket then, does not, nor later. */
function givesSigns(call: Knex.QueryBuilder): Knex.QueryBuilder {
  return call.whereNotNull('sign_at').where((one) => one.whereNull('socket_at').orWhereRaw('sign_at >= socket_at'));
}

function toPatch(patch: CallPatch) {
  return definedOnly({
    mode: patch.mode,
    error_code: patch.errorCode,
    ending: patch.ending,
    sign_at: patch.signAt,
    handed_on: patch.handedOn && JSON.stringify(patch.handedOn),
  });
}

function toRow(call: Call): CallRow {
  return {
    id: call.id,
    call_sid: call.callSid,
    learner_id: call.learnerId ?? null,
    conversation_id: call.conversationId ?? null,
    mode: call.mode,
    status: call.status,
    token_hash: null,
    lost_session: null,
    reconnects: call.reconnects,
    duration_s: call.durationS ?? null,
    cost_usd: call.costUsd ?? null,
    error_code: call.errorCode ?? null,
    ending: call.ending ?? null,
    handed_on: call.handedOn ? JSON.stringify(call.handedOn) : null,
    started_at: call.startedAt,
    socket_at: call.socketAt ?? null,
    sign_at: call.signAt ?? null,
    ended_at: call.endedAt ?? null,
  };
}

function toCall(row: CallRow): Call {
  return {
    id: row.id,
    callSid: row.call_sid,
    learnerId: absent(row.learner_id),
    conversationId: absent(row.conversation_id),
    mode: row.mode,
    status: row.status,
    reconnects: row.reconnects,
    durationS: absent(row.duration_s),
    costUsd: absent(row.cost_usd),
    errorCode: absent(row.error_code),
    ending: absent(row.ending),
    handedOn: toHandedOn(row.handed_on),
    startedAt: row.started_at,
    socketAt: absent(row.socket_at),
    signAt: absent(row.sign_at),
    endedAt: absent(row.ended_at),
  };
}

function toHandedOn(stored: string | null): HandedOn | undefined {
  return stored === null ? undefined : StoredHandedOn.parse(JSON.parse(stored));
}
