import { describe, expect, it } from 'vitest';
import type { SpeechToText } from '../../../src/ports/speech-to-text.ts';
import type { PauseHabit } from '../../../src/spoken/listen/endpointing.ts';
import { PauseHabits } from '../../../src/voice/listen/pause-habits.ts';
import { SPEECH_NOTICES } from '../../../src/voice/speech-notices.ts';
import { frame, openEar, settled, voice } from './ear-kit.ts';

describe('a turn of the learner', () => {
  it('ends a moment after a finished sentence, and hides the recognition in that moment', async () => {
    const { ear, stt, sink, speak, pass, clock } = openEar();
    const began = clock.now();
    await speak('a', 800);
    await pass(300);
    stt.last.end('What is an atom?');
    await settled();
    expect(sink.utterances).toEqual([]);
    await pass(149);
    expect(sink.utterances).toEqual([]);
    await pass(1);
    expect(sink.utterances).toEqual([
      {
        id: 'a',
        stretches: ['a'],
        text: 'What is an atom?',
        finishedAt: began + 800,
        endOfTurnMs: 450,
        sttMs: 300,
      },
    ]);
    expect(sink.told.filter(({ type }) => type === 'probable_end')).toHaveLength(1);
    await ear.close();
  });

  it('waits for the words however late they come, and no longer', async () => {
    const { stt, sink, speak, pass } = openEar();
    await speak('a');
    await pass(4_000);
    stt.last.end('What is an atom?');
    await settled();
    expect(sink.utterances).toMatchObject([{ id: 'a', endOfTurnMs: 4_000, sttMs: 4_000 }]);
  });

  it('is waited for long after a word that calls for more, and joins what follows', async () => {
    const { stt, sink, speak, pass } = openEar();
    await speak('a');
    stt.last.end('I think it is because');
    await pass(2_000);
    await speak('b');
    stt.last.end('they need light.');
    await pass(2_000);
    expect(sink.summary).toEqual(['utterance a: I think it is because they need light.']);
    expect(stt.stretches).toHaveLength(2);
  });

  it('keeps the order of its stretches whatever order their words come in', async () => {
    const { stt, sink, speak, pass } = openEar();
    await speak('a');
    await speak('b');
    stt.stretches[1]?.end('second.');
    await settled();
    stt.stretches[0]?.end('First and');
    await pass(2_000);
    expect(sink.summary).toEqual(['utterance a: First and second.']);
  });

  it('needs no waiting where the learner says that they have finished', async () => {
    const { stt, sink, speak } = openEar();
    await speak('a', 800, { done: true });
    stt.last.end('The answer is');
    await settled();
    expect(sink.utterances).toMatchObject([{ text: 'The answer is', endOfTurnMs: 0 }]);
  });

  it('counts the silence that the door has waited already', async () => {
    const { stt, sink, speak, pass, clock } = openEar();
    const began = clock.now();
    await speak('a', 1_200, { silentMs: 400 });
    stt.last.end('What is an atom?');
    await pass(50);
    expect(sink.utterances).toMatchObject([{ finishedAt: began + 800, endOfTurnMs: 450 }]);
  });

  it('tells what a streaming recogniser has so far', async () => {
    const { ear, stt, sink, pass } = openEar({ streaming: true });
    ear.speechStart('a');
    for (const pcm of voice(200)) ear.audio(pcm);
    await settled();
    expect(stt.last.samples).toBe(3_200);
    stt.last.partial('what');
    await settled();
    stt.last.final('What is');
    stt.last.partial('an');
    await settled();
    ear.speechEnd('a');
    stt.last.end('an atom?');
    await pass(500);
    const partials = sink.told.flatMap((event) => (event.type === 'partial' ? [event.text] : []));
    expect(partials).toEqual(['what', 'What is', 'What is an', 'What is an atom?']);
    expect(sink.summary).toEqual(['utterance a: What is an atom?']);
  });

  it('tells what was said once where it is known at once and for good', async () => {
    const { stt, sink, speak, pass } = openEar();
    await speak('a', 800, { done: true });
    stt.last.end('What is an atom?');
    await settled();
    await speak('b');
    stt.last.end('Because it is');
    await pass(4_000);
    const told = sink.told.flatMap((event) =>
      event.type === 'partial' || event.type === 'utterance' ? [`${event.type} ${event.id}`] : [],
    );
    expect(told).toEqual(['utterance a', 'partial b', 'utterance b']);
  });

  it('keeps nobody waiting for words that are told as known so far a moment before their end', async () => {
    const { stt, sink, speak, pass } = openEar();
    await speak('a', 800, { done: true });
    stt.last.partial('What is an atom?');
    await settled();
    stt.last.end('What is an atom?');
    await pass(500);
    expect(sink.told.filter(({ type }) => type === 'partial')).toEqual([]);
    expect(sink.summary).toEqual(['utterance a: What is an atom?']);
  });

  it.each([
    ['has understood all of the sound, though its stream stays open', 800, ['utterance a: What is an atom?']],
    ['has understood a part of the sound', 400, []],
  ])('waits for a recogniser no longer than it takes: one that %s', async (_, upToMs, told) => {
    const open = Promise.withResolvers<void>();
    const hearing: SpeechToText = {
      id: 'slow to end',
      streaming: false,
      async *transcribe(audio) {
        for await (const { samples } of audio) void samples;
        yield { text: 'What is an atom?', final: true, upToMs };
        await open.promise;
        if (upToMs < 800) yield { text: 'And a molecule?', final: true, upToMs: 800 };
      },
    };
    const { sink, speak } = openEar({ hearing });
    await speak('a', 800, { done: true });
    expect(sink.summary).toEqual(told);
    open.resolve();
    await settled();
    const all = upToMs < 800 ? 'What is an atom? And a molecule?' : 'What is an atom?';
    expect(sink.summary).toEqual([`utterance a: ${all}`]);
  });

  it('is adapted to: who pauses long is waited for longer', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    for (const n of [1, 2, 3, 4, 5, 6]) {
      await speak(`${n}a`);
      stt.last.end('It is the');
      await pass(2_400);
      await speak(`${n}b`);
      stt.last.end('root.');
      await settled();
      await pass(500);
      ear.tutor('speaking');
      ear.tutor('silent');
    }
    expect(sink.utterances).toHaveLength(6);
    await speak('last');
    stt.last.end('It is the');
    await settled();
    await pass(2_700);
    expect(sink.utterances).toHaveLength(6);
    await pass(1_300);
    expect(sink.utterances).toHaveLength(7);
  });

  it('is adapted to over every line of the learner, and nobody else’s', async () => {
    const habits = new PauseHabits();
    const lineOf = (learnerId: string) => ({
      habit: () => habits.of(learnerId),
      learned: (habit: PauseHabit) => habits.note(learnerId, habit),
    });
    const first = openEar({ line: lineOf('ada') });
    for (const n of [1, 2, 3, 4, 5, 6]) {
      await first.speak(`${n}a`);
      first.stt.last.end('It is the');
      await first.pass(2_400);
      await first.speak(`${n}b`);
      first.stt.last.end('root.');
      await first.pass(500);
    }
    const utterances = async (learnerId: string, ms: number) => {
      const next = openEar({ line: lineOf(learnerId) });
      await next.speak('last');
      next.stt.last.end('It is the');
      await settled();
      await next.pass(ms);
      return next.sink.utterances.length;
    };
    expect(await utterances('ada', 2_700)).toBe(0);
    expect(await utterances('bob', 2_700)).toBe(1);
  });

  it('is taken one by one, and a refusal is told', async () => {
    const { stt, sink, speak, pass } = openEar();
    let take: () => void = () => undefined;
    sink.take = () => new Promise((resolve) => (take = resolve));
    for (const id of ['a', 'b']) {
      await speak(id, 400, { done: true });
      stt.last.end(`Say ${id}.`);
      await settled();
    }
    expect(sink.summary).toEqual(['utterance a: Say a.']);
    sink.take = () => Promise.reject(new Error('no room'));
    take();
    await pass(0);
    expect(sink.summary).toEqual(['utterance a: Say a.', 'utterance b: Say b.', 'notice speech_not_taken']);
  });
});

describe('what a learner is told', () => {
  it.each([
    ['fr-CA', 'Qu’est-ce que c’est ?', SPEECH_NOTICES.fr.speech_not_taken],
    [undefined, '¿Qué es la luz y por qué es blanca?', SPEECH_NOTICES.es.speech_not_taken],
    [undefined, 'Mhm 42', SPEECH_NOTICES.en.speech_not_taken],
  ])('is in the language of the talk (%s), else in that of “%s”', async (language, said, message) => {
    const { stt, sink, speak, pass } = openEar({ line: { language: () => language } });
    sink.take = () => Promise.reject(new Error('no room'));
    await speak('a', 800, { done: true });
    stt.last.end(said);
    await pass(0);
    expect(sink.messages).toEqual([message]);
  });
});

describe('what is no turn', () => {
  it('is noise, a cough, a cancelled stretch, a moment too short for a word', async () => {
    const { ear, stt, sink, speak, pass, metric } = openEar();
    stt.onStretch = (stretch) => stretch.end(stt.stretches.length === 1 ? '' : '(coughs)');
    await speak('noise');
    await speak('cough');
    await settled();
    ear.speechStart('cancelled');
    ear.audio(frame(3_000));
    ear.speechCancel('cancelled');
    await speak('short', 80);
    await pass(10_000);
    expect(sink.summary).toEqual(['nothing noise', 'nothing cough', 'nothing cancelled', 'nothing short']);
    expect(stt.stretches).toHaveLength(2);
    expect(await metric('lva_heard_total', { outcome: 'nothing' })).toBe(4);
  });

  it('is what a recogniser makes of silence, though the same words said aloud are one', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    ear.speechStart('silence');
    for (let n = 0; n < 50; n += 1) ear.audio(frame(20));
    ear.speechEnd('silence');
    await settled();
    stt.last.end('Thank you.');
    await settled();
    await speak('aloud', 700);
    stt.last.end('Thank you.');
    await pass(1_000);
    expect(sink.summary).toEqual(['nothing silence', 'utterance aloud: Thank you.']);
  });

  it('leaves nothing of itself in what is said before and after it', async () => {
    const { stt, sink, speak, pass } = openEar();
    await speak('a');
    stt.last.end('It is the');
    await speak('b');
    stt.last.end('[noise]');
    await speak('c');
    stt.last.end('cell.');
    await pass(1_000);
    expect(sink.summary).toEqual(['utterance a: It is the cell.']);
  });

  it('is told apart from an answer by whether the tutor speaks', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    ear.tutor('speaking');
    await speak('listening');
    stt.last.end('Okay.');
    await settled();
    ear.tutor('silent');
    await speak('answer');
    stt.last.end('Okay.');
    await pass(1_000);
    expect(sink.summary).toEqual(['onset', 'nothing listening', 'false_alarm', 'utterance answer: Okay.']);
  });
});
