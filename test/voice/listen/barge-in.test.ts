import { describe, expect, it } from 'vitest';
import { FALSE_ALARM_MS } from '../../../src/voice/listen/settle.ts';
import { openEar, settled, voice } from './ear-kit.ts';

describe('a voice while the tutor speaks', () => {
  it('holds the tutor at once, and interrupts with the first real words where they come early', async () => {
    const { ear, stt, sink, pass } = openEar({ streaming: true });
    ear.tutor('speaking');
    ear.speechStart('a');
    for (const pcm of voice(400)) ear.audio(pcm);
    await pass(400);
    expect(sink.summary).toEqual(['onset']);
    stt.last.partial('okay');
    await settled();
    expect(sink.summary).toEqual(['onset']);
    stt.last.partial('okay but why');
    await settled();
    expect(sink.summary).toEqual(['onset', 'barge_in']);
    ear.tutor('silent');
    ear.speechEnd('a');
    stt.last.end('Okay, but why?');
    await pass(500);
    expect(sink.summary).toEqual(['onset', 'barge_in', 'utterance a: Okay, but why?']);
  });

  it('interrupts with its words where they come only at its end', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    ear.tutor('speaking');
    await speak('a', 600);
    stt.last.end('Stop, why is that?');
    await settled();
    expect(sink.summary).toEqual(['onset', 'barge_in']);
    await pass(500);
    expect(sink.summary.at(-1)).toBe('utterance a: Stop, why is that?');
  });

  it('is looked into when it lasts, where words come only at its end', async () => {
    const { ear, stt, sink, clock, pass } = openEar();
    ear.tutor('speaking');
    ear.speechStart('a');
    for (const pcm of voice(1_200)) {
      clock.advance(20);
      ear.audio(pcm);
    }
    await settled();
    expect(stt.stretches).toHaveLength(1);
    await stt.last.heardAll;
    stt.last.end('wait I have a question');
    await settled();
    expect(sink.summary).toEqual(['onset', 'barge_in']);
    ear.tutor('silent');
    ear.speechEnd('a');
    await settled();
    stt.last.end('Wait, I have a question.');
    await pass(600);
    expect(sink.summary.at(-1)).toBe('utterance a: Wait, I have a question.');
  });

  it.each([true, false])(
    'with the tutor’s own words lets the tutor go on: they are its echo, streaming %s',
    async (streaming) => {
      const tutorSays = () => 'Leaves hold a green dye called chlorophyll, which catches the light.';
      const { ear, stt, sink, speak, pass } = openEar({ streaming, line: { tutorSays } });
      ear.tutor('speaking');
      await speak('a', 900);
      if (streaming) stt.last.partial('hold');
      await settled();
      stt.last.end('hold a green dye called');
      await settled();
      expect(sink.summary).toEqual(['onset', 'nothing a', 'false_alarm']);
      await speak('b', 900);
      stt.last.end('what is a dye');
      await pass(3_000);
      expect(sink.summary.slice(3)).toEqual(['onset', 'barge_in', 'utterance b: what is a dye']);
    },
  );

  it('that ends when the tutor has fallen silent is still known as its echo; the learner may say the same afterwards', async () => {
    let saying: string | undefined = 'which catches the light of the sun.';
    const { ear, stt, sink, speak, pass } = openEar({ line: { tutorSays: () => saying } });
    ear.tutor('speaking');
    await speak('a', 900);
    ear.tutor('silent');
    saying = undefined;
    stt.last.end('the light of the sun');
    await settled();
    expect(sink.summary.join()).not.toContain('utterance');
    await speak('b', 900);
    stt.last.end('the light of the sun');
    await pass(3_000);
    expect(sink.summary.at(-1)).toBe('utterance b: the light of the sun');
  });

  it.each([true, false])('without words lets the tutor go on within two seconds, streaming %s', async (streaming) => {
    const { ear, stt, sink, speak, pass } = openEar({ streaming });
    ear.tutor('speaking');
    await speak('cough', 300);
    await pass(FALSE_ALARM_MS - 301);
    expect(sink.summary).toEqual(['onset']);
    // From the onset where words could have come since then; else from the end of the voice.
    await pass(streaming ? 1 : 301);
    expect(sink.summary).toEqual(['onset', 'false_alarm']);
    stt.last.end('');
    await settled();
    expect(sink.summary).toEqual(['onset', 'false_alarm', 'nothing cough']);
  });

  it('that goes on without words holds the tutor no longer than two seconds', async () => {
    const { ear, stt, sink, clock } = openEar();
    stt.onStretch = (stretch) => stretch.end('[music]');
    ear.tutor('speaking');
    ear.speechStart('radio');
    for (const pcm of voice(4_000)) {
      clock.advance(20);
      ear.audio(pcm);
      if (clock.now() % 200 === 0) await settled();
    }
    expect(sink.summary).toEqual(['onset', 'false_alarm']);
    expect(stt.stretches).toHaveLength(1);
  });

  it('still interrupts when its words come after the tutor went on', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    ear.tutor('speaking');
    await speak('late', 600);
    await pass(FALSE_ALARM_MS);
    stt.last.end('Why is that?');
    await pass(1_000);
    expect(sink.summary).toEqual(['onset', 'false_alarm', 'barge_in', 'utterance late: Why is that?']);
  });

  it('that was cancelled, or a sign of listening, lets the tutor go on at once', async () => {
    const { ear, stt, sink, speak } = openEar();
    ear.tutor('speaking');
    ear.speechStart('cancelled');
    ear.speechCancel('cancelled');
    await speak('listening', 300);
    stt.last.end('Mhm.');
    await settled();
    expect(sink.summary).toEqual([
      'onset',
      'nothing cancelled',
      'false_alarm',
      'onset',
      'nothing listening',
      'false_alarm',
    ]);
  });

  it('is judged as a whole when a sign of listening turns into more', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    ear.tutor('speaking');
    await speak('a', 300);
    await speak('b', 600);
    stt.stretches[0]?.end('Okay.');
    await settled();
    expect(sink.summary).toEqual(['onset']);
    stt.stretches[1]?.end('But why?');
    await pass(1_000);
    expect(sink.summary).toEqual(['onset', 'barge_in', 'utterance a: Okay. But why?']);
  });

  it('answers where only the end of a question was still to be heard', async () => {
    const { ear, stt, sink, speak, pass } = openEar({ line: { answerDue: () => true } });
    ear.tutor('speaking');
    await speak('a', 300);
    stt.last.end('Yes.');
    await pass(1_000);
    expect(sink.summary).toEqual(['onset', 'barge_in', 'utterance a: Yes.']);
  });

  it('of a learner who goes on while the tutor thinks is an interruption too', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    ear.tutor('thinking');
    await speak('a', 600);
    stt.last.end('And why?');
    await pass(1_000);
    expect(sink.summary).toEqual(['onset', 'barge_in', 'utterance a: And why?']);
  });

  it('that began before the tutor did holds it from its first moment', async () => {
    const { ear, stt, sink, pass } = openEar({ streaming: true });
    ear.speechStart('a');
    for (const pcm of voice(400)) ear.audio(pcm);
    ear.tutor('thinking');
    expect(sink.summary).toEqual(['onset']);
    stt.last.partial('and also');
    await pass(0);
    expect(sink.summary).toEqual(['onset', 'barge_in']);
  });

  it('is settled also when the tutor was stopped meanwhile by a button', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    ear.tutor('speaking');
    await speak('a', 300);
    ear.tutor('silent');
    stt.last.end('Mhm.');
    await pass(1_000);
    expect(sink.summary).toEqual(['onset', 'barge_in', 'utterance a: Mhm.']);
  });
});

describe('a silence', () => {
  it('of a learner who does not begin is told once, and not while they speak', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    ear.tutor('speaking');
    await pass(60_000);
    ear.tutor('silent');
    await pass(29_999);
    expect(sink.summary).toEqual([]);
    await pass(1);
    expect(sink.summary).toEqual(['quiet 1']);
    await pass(60_000);
    ear.tutor('speaking');
    ear.tutor('silent');
    await pass(20_000);
    await speak('a');
    stt.last.end('I am thinking.');
    await pass(60_000);
    expect(sink.summary).toEqual(['quiet 1', 'utterance a: I am thinking.']);
  });

  it('is told twice at most, until the learner has said or asked something', async () => {
    const { ear, stt, sink, speak, pass } = openEar({ line: { patience: () => 'quick' } });
    const spokenUp = () => {
      ear.tutor('speaking');
      ear.tutor('silent');
    };
    ear.tutor('silent');
    for (let time = 0; time < 4; time += 1) {
      await pass(15_000);
      spokenUp();
    }
    expect(sink.summary).toEqual(['quiet 1', 'quiet 2']);
    await speak('a');
    stt.last.end('I am thinking.');
    await pass(5_000);
    spokenUp();
    await pass(15_000);
    expect(sink.summary.slice(2)).toEqual(['utterance a: I am thinking.', 'quiet 1']);
    // Typed: no voice of the learner's, but a turn.
    ear.tutor('thinking');
    spokenUp();
    await pass(15_000);
    expect(sink.summary.slice(4)).toEqual(['quiet 1']);
  });

  it('goes on after a cough, counted from there', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    ear.tutor('silent');
    await pass(20_000);
    await speak('cough', 400);
    stt.last.end('');
    await pass(29_999);
    expect(sink.summary).toEqual(['nothing cough']);
    await pass(1);
    expect(sink.summary).toEqual(['nothing cough', 'quiet 1']);
  });

  it('in which nobody wants to be spoken to is not told, nor later', async () => {
    let speakUp = false;
    const { ear, sink, pass } = openEar({ line: { speakUp: () => speakUp } });
    ear.tutor('silent');
    await pass(60_000);
    speakUp = true;
    ear.tutor('silent');
    await pass(29_999);
    expect(sink.summary).toEqual([]);
    await pass(1);
    expect(sink.summary).toEqual(['quiet 1']);
  });
});
