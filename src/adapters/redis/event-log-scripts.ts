/**
 * Each script is one atomic step. KEYS[1] is the head, a hash of `epoch` and `offset`; KEYS[2] the stream, whose ids are the
 * offsets: `17-0`.
 */

/** ARGV: epoch to begin with if there is none, event as JSON, most events kept, TTL of events and of the head in ms, channel. */
export const APPEND = `
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  epoch = ARGV[1]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
  redis.call('DEL', KEYS[2])
end
local offset = redis.call('HINCRBY', KEYS[1], 'offset', 1)
redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[3], offset .. '-0', 'event', ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PUBLISH', ARGV[6], epoch .. ' ' .. offset .. ' ' .. ARGV[2])
return {epoch, offset}`;

/** ARGV: epoch to begin with if there is none, TTL of the head in ms. Gives epoch and last offset. */
export const POSITION = `
if redis.call('HSETNX', KEYS[1], 'epoch', ARGV[1]) == 1 then
  redis.call('DEL', KEYS[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
local head = redis.call('HMGET', KEYS[1], 'epoch', 'offset')
return {head[1], tonumber(head[2] or '0')}`;

/** ARGV: epoch and offset that are known. Gives epoch, last offset, and what is kept after the offset (all, in another epoch). */
export const SINCE = `
local head = redis.call('HMGET', KEYS[1], 'epoch', 'offset')
if not head[1] then return {'', 0, {}} end
local first = 1
if head[1] == ARGV[1] then first = tonumber(ARGV[2]) + 1 end
return {head[1], tonumber(head[2] or '0'), redis.call('XRANGE', KEYS[2], string.format('%d-0', first), '+')}`;
