import { expect, it } from 'vitest';
import { unavailable } from '../../../src/errors.ts';
import { createSpeechToTextGateway } from '../../../src/gateway/speech-to-text-gateway.ts';
import { FALSE_ALARM_MS } from '../../../src/voice/listen/settle.ts';
import { gatewayParts } from '../../gateway/speech-kit.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ScriptedSpeechToText } from '../../support/scripted-speech-to-text.ts';
import { openEar, settled, voice } from './ear-kit.ts';

const down = () => unavailable('stt_unreachable', 'The recogniser is down.');

/** An ear with a streaming recogniser that is down, and one behind it whose words come only at the end. */
function open() {
  const clock = new FakeClock();
  const first = new ScriptedSpeechToText(true);
  const second = new ScriptedSpeechToText(false);
  const opened = openEar({ clock, hearing: createSpeechToTextGateway([first, second], gatewayParts(clock).parts) });
  /** The learner speaks on. */
  const speak = async (ms: number) => {
    for (const pcm of voice(ms)) {
      clock.advance(20);
      opened.ear.audio(pcm);
      if (clock.now() % 100 === 0) await settled();
    }
  };
  return { ...opened, first, second, speak };
}

it('looks into a voice over the tutor when its words will come only at its end, since another service took over', async () => {
  const { ear, sink, first, second, speak } = open();
  first.onStretch = (stretch) => stretch.fail(down());
  ear.tutor('speaking');
  ear.speechStart('a');
  await speak(2_500);
  // One has all of the sound, the other looks into it.
  expect(second.stretches).toHaveLength(2);
  expect(sink.summary).toEqual(['onset']);
  await second.last.heardAll;
  second.last.end('wait I have a question');
  await settled();
  expect(sink.summary).toEqual(['onset', 'barge_in']);
});

it('lets the tutor go on when a look into that voice finds nothing', async () => {
  const { ear, sink, first, second, speak } = open();
  first.onStretch = (stretch) => stretch.fail(down());
  ear.tutor('speaking');
  ear.speechStart('radio');
  await speak(2_500);
  second.last.end('[music]');
  await settled();
  expect(sink.summary).toEqual(['onset', 'false_alarm']);
});

it('looks into it also when the other service took over after the tutor had gone on', async () => {
  const { ear, sink, first, second, speak } = open();
  ear.tutor('speaking');
  ear.speechStart('a');
  await speak(FALSE_ALARM_MS + 500);
  expect(sink.summary).toEqual(['onset', 'false_alarm']);
  first.last.fail(down());
  await speak(500);
  second.last.end('wait I have a question');
  await settled();
  expect(sink.summary).toEqual(['onset', 'false_alarm', 'barge_in']);
});

it('looks into a voice over the tutor when the only recogniser broke off', async () => {
  const { ear, sink, stt, clock } = openEar({ streaming: true });
  ear.tutor('speaking');
  ear.speechStart('a');
  stt.last.fail(down());
  await settled();
  for (const pcm of voice(2_500)) {
    clock.advance(20);
    ear.audio(pcm);
    if (clock.now() % 100 === 0) await settled();
  }
  expect(stt.stretches).toHaveLength(2);
  stt.last.end('wait I have a question');
  await settled();
  expect(sink.summary).toEqual(['onset', 'barge_in']);
});
