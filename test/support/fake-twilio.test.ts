import type { ServerResponse } from 'node:http';
import { expect, it, onTestFinished, vi } from 'vitest';
import { CallersEar } from './callers-ear.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeHttpService, type HttpAnswer } from './fake-http-service.ts';
import { FakeTwilio } from './fake-twilio.ts';
import { APPLICATION_ERROR } from './fake-twilio-call.ts';
import { FakeRelay, PLAYED } from './fake-twilio-relay.ts';
import { Utterances } from './fake-twilio-utterances.ts';
import { ANSWER_MS } from './fake-twilio-webhooks.ts';
import { freePort } from './free-port.ts';
import { listen } from './listen.ts';

const LISTEN = '<Gather action="/twilio/gather" numDigits="2" actionOnEmptyResult="true"><Say>Go on.</Say></Gather>';

function twiml(inner: string, values: Partial<HttpAnswer> = {}): HttpAnswer {
  return { headers: { 'content-type': 'text/xml' }, parts: [`<Response>${inner}</Response>`], ...values };
}

/** A server that says what the test tells it, to a Twilio with a clock that stands still. */
async function started(fallback?: string) {
  const server = await FakeHttpService.start();
  onTestFinished(() => server.stop());
  server.always(() => ({ status: 204, parts: [] }));
  const clock = new FakeClock();
  const publicUrl = 'https://tutor.example.org';
  const twilio = new FakeTwilio({ server: server.url, publicUrl, clock, ...(fallback !== undefined && { fallback }) });
  const asked = () => server.requests.map(({ path }) => path);
  return { server, clock, twilio, asked };
}

const CALLER = '+15550100';

it('gives up a server that does not answer in fifteen seconds, says so to the caller, and ends the call', async () => {
  const { server, clock, twilio, asked } = await started();
  server.reply({ parts: ['hang'] });
  const request = server.nextRequest();
  const calling = twilio.call(CALLER);
  await request;
  clock.advance(ANSWER_MS - 1);
  expect(twilio.webhooks.alerts).toEqual([]);
  clock.advance(1);
  const call = await calling;
  expect([await call.next(), call.state]).toEqual([APPLICATION_ERROR, 'ended']);
  expect(twilio.takeAlerts()).toEqual([{ code: 11200, path: '/twilio/voice' }]);
  expect(asked().filter((path) => path !== '/exchanged')).toEqual(['/twilio/voice', '/twilio/status']);
});

it('asks the number’s fallback, once, and tells it what went wrong and where', async () => {
  const { server, twilio, asked } = await started('/twilio/resume');
  server.reply({ status: 500, parts: ['broken'] });
  server.reply(twiml(LISTEN));
  const call = await twilio.call(CALLER);
  expect([await call.next(), call.state]).toEqual(['Go on.', 'gather']);
  const fields = new URLSearchParams(String(server.requests[1]?.body));
  expect([fields.get('ErrorCode'), fields.get('ErrorUrl')]).toEqual([
    '11200',
    'https://tutor.example.org/twilio/voice',
  ]);
  server.reply({ status: 503, parts: [] });
  server.reply({ status: 503, parts: [] });
  await call.says('Why?');
  expect([await call.next(), call.state]).toEqual([APPLICATION_ERROR, 'ended']);
  expect(asked().slice(2)).toEqual(['/twilio/gather', '/twilio/resume', '/twilio/status']);
  expect(twilio.takeAlerts()).toHaveLength(3);
});

it('tries a connection that nobody takes once more, and nothing else', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const twilio = new FakeTwilio({ server: nobody, publicUrl: 'https://tutor.example.org' });
  const call = await twilio.call(CALLER);
  expect(call.state).toBe('ended');
  // Twice for the call, and twice to tell that it is over.
  expect(twilio.webhooks.tries).toBe(4);
  expect(twilio.takeAlerts().map(({ code }) => code)).toEqual([11205, 11205]);
  const { server, twilio: other } = await started();
  server.reply({ status: 500, parts: [] });
  await other.call(CALLER);
  expect(other.webhooks.tries).toBe(2);
  other.takeAlerts();
});

it.each([
  ['that is cut off', 12100, { parts: ['<Response><Say>Hello'] }],
  ['with an ampersand as it is', 12100, { parts: ['<Response><Say>You & I</Say></Response>'] }],
  ['with an attribute without quotes', 12100, { parts: ['<Response><Pause length=1/></Response>'] }],
  ['of another kind', 12100, { parts: ['<html></html>'] }],
  ['of nothing', 12100, { parts: [] }],
  ['that says it is a page', 12300, { headers: { 'content-type': 'text/html' } }],
  ['that is too large', 11750, { parts: [`<Response><!--${'x'.repeat(70_000)}--></Response>`] }],
] satisfies [string, number, Partial<HttpAnswer>][])('ends a call over a document %s', async (_what, code, answer) => {
  const { server, twilio } = await started();
  server.reply(twiml(LISTEN, answer));
  const call = await twilio.call(CALLER);
  expect([await call.next(), call.state]).toEqual([APPLICATION_ERROR, 'ended']);
  expect(twilio.takeAlerts()).toEqual([{ code, path: '/twilio/voice' }]);
});

it.each([
  ['<Sing>La</Sing>', '<Sing> in <Response>'],
  ['<say>Hello</say>', '<say> in <Response>'],
  ['<Say volume="11">Hello</Say>', 'volume="11" of <Say>'],
  ['<Say></Say>', 'what <Say> holds'],
  [`<Say>${'very '.repeat(1000)}long</Say>`, 'what <Say> holds'],
  ['<Gather timeout="0"/>', 'timeout="0" of <Gather>'],
  ['<Gather input="speech, dtmf"/>', 'input="speech, dtmf" of <Gather>'],
  ['<Gather><Hangup/></Gather>', '<Hangup> in <Gather>'],
  ['<Connect/>', '<Connect> to other than one thing'],
  ['<Connect><ConversationRelay url="https://x.org/a"/></Connect>', 'url="https://x.org/a"'],
  ['<Connect><ConversationRelay/></Connect>', '<ConversationRelay> without url'],
  ['<Connect><ConversationRelay url="wss://x.org/a" speechTimeout="9000"/></Connect>', 'speechTimeout="9000"'],
  ['<Connect><Stream url="wss://x.org/a?b=c"/></Connect>', 'url="wss://x.org/a?b=c" of <Stream>'],
  ['<Dial>somebody</Dial>', 'what <Dial> holds'],
  ['<Redirect>nowhere</Redirect>', 'what <Redirect> holds'],
])('fails the test where a server says %s, which the real one would leave out or refuse', async (inner, wrong) => {
  const { server, twilio } = await started();
  server.reply(twiml(inner));
  await expect(twilio.call(CALLER)).rejects.toThrow(wrong);
});

it('throws when it is left what nobody has taken from its debugger', async () => {
  const { server, twilio } = await started();
  server.reply({ status: 500, parts: [] });
  await twilio.call(CALLER);
  await expect(twilio.leave()).rejects.toThrow('11200 /twilio/voice');
});

it('delivers everything twice where it is told to, and minds another answer', async () => {
  const { server, twilio, asked } = await started();
  twilio.webhooks.twice = true;
  for (const inner of [LISTEN, LISTEN, '<Hangup/>', '<Hangup/>']) server.reply(twiml(inner));
  const call = await twilio.call(CALLER);
  await call.says('Goodbye.');
  expect(call.state).toBe('ended');
  expect(asked()).toEqual(['voice', 'voice', 'gather', 'gather', 'status', 'status'].map((path) => `/twilio/${path}`));
  for (const inner of [LISTEN, '<Hangup/>']) server.reply(twiml(inner));
  await expect(twilio.call(CALLER)).rejects.toThrow('answers otherwise');
});

it('ends a call whose document has nothing more to do', async () => {
  const { server, twilio, asked } = await started();
  server.reply(twiml('<Say>That was all.</Say>'));
  const call = await twilio.call(CALLER);
  expect([call.state, asked().at(-1)]).toEqual(['ended', '/twilio/status']);
});

it.each([
  ['numDigits="1"', '7', { Digits: '7' }],
  // The hash key ends what was typed, unless the document says otherwise: alone it is nothing at all.
  ['numDigits="1"', '#', { Digits: '', FinishedOnKey: '#' }],
  ['numDigits="1" finishOnKey=""', '#', { Digits: '#' }],
  ['numDigits="6"', '123456', { Digits: '123456' }],
  ['numDigits="6"', '123', { Digits: '123' }],
  ['finishOnKey="#"', '2468#', { Digits: '2468', FinishedOnKey: '#' }],
])('takes keys as <Gather %s> wants them: %s', async (attributes, keys, expected) => {
  const { server, twilio } = await started();
  server.reply(twiml(`<Gather action="/twilio/gather" timeout="5" actionOnEmptyResult="true" ${attributes}/>`));
  server.reply(twiml('<Hangup/>'));
  const call = await twilio.call(CALLER);
  for (const key of keys) call.key(key);
  call.plays(4999);
  call.plays(1);
  await vi.waitFor(() => expect(call.state).toBe('ended'));
  const fields = new URLSearchParams(String(server.requests[1]?.body));
  expect(Object.fromEntries(fields)).toMatchObject(expected);
});

it('asks how a call goes on whose socket is refused', async () => {
  const { server, twilio } = await started();
  const connect = (inner: string) => twiml(`<Connect action="/twilio/relay-ended">${inner}</Connect>`);
  server.reply(connect('<ConversationRelay url="wss://tutor.example.org/twilio/relay"/>'));
  // There is nothing there that takes sockets.
  server.reply({ status: 403, parts: [] });
  server.reply(twiml('<Hangup/>'));
  const call = await twilio.call(CALLER);
  expect(call.state).toBe('ended');
  const fields = new URLSearchParams(String(server.requests.find(({ path }) => path.endsWith('ended'))?.body));
  expect([fields.get('SessionStatus'), fields.get('ErrorCode')]).toEqual(['failed', '64102']);
});

/** A Twilio whose server sends every request elsewhere, with this status, and what was asked there. */
async function sentElsewhere(answer: (response: ServerResponse, path: string) => void) {
  const asked: string[] = [];
  const server = await listen((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(response, request.url ?? '');
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { twilio: new FakeTwilio({ server: server.url, publicUrl: 'https://tutor.example.org' }), asked };
}

it('follows a server that sends it elsewhere, with a request without fields', async () => {
  const { twilio, asked } = await sentElsewhere((response, path) => {
    if (path !== '/elsewhere') return void response.writeHead(302, { location: '/elsewhere' }).end();
    response.writeHead(200, { 'content-type': 'text/xml' }).end(`<Response>${LISTEN}</Response>`);
  });
  const call = await twilio.call(CALLER);
  expect([call.state, asked]).toEqual(['gather', ['POST /twilio/voice', 'GET /elsewhere']]);
});

it.each([
  ['in circles', 302, { location: '/round' }, 11215],
  ['nowhere', 302, {}, 11216],
  ['somewhere in a way of its own', 308, { location: '/round' }, 11216],
])('gives up a server that sends it %s', async (_where, status, headers, code) => {
  const { twilio } = await sentElsewhere((response) => void response.writeHead(status, headers).end());
  const call = await twilio.call(CALLER);
  expect(call.state).toBe('ended');
  expect(twilio.takeAlerts()[0]).toEqual({ code, path: '/twilio/voice' });
});

it('gives up a socket that does not open in time, and asks how the call goes on', async () => {
  const server = await listen((request, response) => {
    response.writeHead(200, { 'content-type': 'text/xml' });
    const socket = '<ConversationRelay url="wss://tutor.example.org/twilio/relay"/>';
    const connect = `<Connect action="/twilio/relay-ended">${socket}</Connect>`;
    response.end(`<Response>${request.url === '/twilio/voice' ? connect : '<Hangup/>'}</Response>`);
  });
  server.holdUpgrades();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const twilio = new FakeTwilio({ server: server.url, publicUrl: 'https://tutor.example.org', socketWithinMs: 50 });
  const call = await twilio.call(CALLER);
  expect(call.state).toBe('ended');
});

it('lets the caller hear what is played to them, and notes the keys that the server presses', () => {
  const ear = new CallersEar();
  const relay = new FakeRelay({
    ...{ callSid: 'CA0', from: CALLER, attributes: {}, customParameters: {}, ear, utterances: new Utterances() },
    ...{ send: () => undefined, onEnd: () => undefined, onBad: () => undefined },
  });
  relay.take('{"type":"play","source":"https://tutor.example.org/bell.wav"}');
  relay.take('{"type":"sendDigits","digits":"1w2#"}');
  relay.plays(60_000);
  expect([ear.text, relay.pressed, relay.bad]).toEqual([PLAYED, '1w2#', 0]);
});
