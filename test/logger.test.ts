import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger, logContext, withLogContext } from '../src/logger.ts';

function capture() {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, logger: createLogger({ level: 'info', pretty: false, destination }) };
}

describe('logger', () => {
  it('puts the ids of the request and the conversation on every line, also after an await', async () => {
    const { lines, logger } = capture();
    await withLogContext({ requestId: 'r1' }, async () => {
      await withLogContext({ conversationId: 'c1' }, async () => {
        await Promise.resolve();
        logger.child({ name: 'turn' }).info('inside');
      });
      logger.info('outside');
    });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      requestId: 'r1',
      conversationId: 'c1',
      name: 'turn',
      msg: 'inside',
    });
    expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('conversationId');
  });

  it('puts on the lines of much small work what was made once for all of it, and nothing on others', async () => {
    const { lines, logger } = capture();
    const within = withLogContext({ requestId: 'r1' }, () => logContext({ conversationId: 'c1' }));
    await within(async () => {
      await Promise.resolve();
      logger.info('inside');
    });
    logger.info('outside');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ requestId: 'r1', conversationId: 'c1' });
    expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('conversationId');
  });

  it.each(['password', 'token', 'authorization', 'cookie', 'apiKey', 'email', 'text', 'phone'])(
    'never writes a %s, however deep it sits',
    (key) => {
      const { lines, logger } = capture();
      logger.info({ [key]: 'hush', a: { [key]: 'hush', b: { [key]: 'hush' } } }, 'secret');
      expect(lines.join('')).toContain('[redacted]');
      expect(lines.join('')).not.toContain('hush');
    },
  );

  it('never writes cookies and bearer tokens of a request', () => {
    const { lines, logger } = capture();
    logger.info({ req: { headers: { cookie: 'hush', authorization: 'Bearer hush', host: 'example.org' } } }, 'request');
    expect(lines.join('')).not.toContain('hush');
    expect(lines.join('')).toContain('example.org');
  });
});
