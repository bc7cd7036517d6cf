import { describe, expect, it } from 'vitest';
import { type RefusalReason, refusalOf } from '../../../src/adapters/extraction/refusals.ts';

const OF_KIND: RefusalReason[] = ['encrypted', 'damaged', 'without_text', 'too_large', 'too_slow', 'too_heavy'];
const OF_ARCHIVES: RefusalReason[] = [
  ...(['archive_too_large', 'archive_bomb', 'archive_too_many_files', 'archive_unsafe_path'] as const),
  ...(['archive_nested', 'xml_entities'] as const),
];
const kind = { code: 'docx', name: 'Word file' };

describe('why a file is not read', () => {
  it.each([...OF_KIND, ...OF_ARCHIVES])('has a code and whole sentences of its own: %s', (reason) => {
    const all = [...OF_KIND, ...OF_ARCHIVES].map((each) => refusalOf(kind, each));
    const { code, message, status, retryable } = refusalOf(kind, reason, new Error('at /srv/app: 0xdeadbeef'));
    expect([code, status, retryable]).toEqual([OF_KIND.includes(reason) ? `docx_${reason}` : reason, 422, false]);
    expect(message).toMatch(/^[A-Z].*\.$/);
    // What a parser says is for the log.
    expect(message).not.toMatch(/[_/]|0x|undefined|Error/);
    expect(all.filter((other) => other.message === message)).toHaveLength(1);
    if (OF_KIND.includes(reason)) expect(message).toContain('Word file');
  });

  it('says of a table without text nothing about pictures', () => {
    const { message } = refusalOf({ code: 'csv', name: 'table' }, 'without_text');
    expect(message).toBe('There is no text in this table that can be read.');
  });
});
