import type { JSX } from 'preact';
import { changeSettings, settings } from '../../settings/settings.ts';
import { canSpeak } from '../../speech/browser-voice.ts';
import { canRecognise } from '../../speech/recognition.ts';
import { lastKnownSpeech } from '../../talk/last-known-speech.ts';
import { type Choice, Choices } from './choices.tsx';
import { PatienceChoice } from './patience-choice.tsx';

/** Languages offered for listening and speaking; whatever the browser itself is set to comes first. */
const languages = ['en-US', 'en-GB', 'de-DE', 'es-ES', 'fr-FR', 'it-IT', 'pt-BR', 'ja-JP', 'zh-CN', 'ko-KR', 'hi-IN'];

const whenAloud: Choice<'auto' | 'on' | 'off'>[] = [
  { value: 'auto', label: 'When I ask by voice' },
  { value: 'on', label: 'Always' },
  { value: 'off', label: 'Never' },
];
const speakers: Choice<'server' | 'browser'>[] = [
  { value: 'server', label: 'The tutor’s own, where the server has one' },
  { value: 'browser', label: 'This device’s' },
];
const ears: Choice<'server' | 'browser'>[] = [
  { value: 'server', label: 'The server, where it can' },
  { value: 'browser', label: 'This browser' },
];
const outputs: Choice<'loudspeaker' | 'headphones'>[] = [
  { value: 'loudspeaker', label: 'Loudspeaker', meaning: 'I interrupt by speaking up' },
  { value: 'headphones', label: 'Headphones', meaning: 'a soft word is enough' },
];

/** What the speed counts for, where the server speaks. */
const speedNotes = {
  both: 'From the next time you open a talk. The tutor’s own voice keeps to it as far as it can.',
  own: 'Counts for this device’s voice alone: the tutor’s own can’t be made slower or faster here.',
};

function languageName(tag: string): string {
  return new Intl.DisplayNames(undefined, { type: 'language' }).of(tag) ?? tag;
}

export function VoiceSection(): JSX.Element {
  const { voice, speaker, ear, output } = settings.value;
  return (
    <section class="card" aria-labelledby="voice-title">
      <h2 id="voice-title">Voice and language</h2>
      <Choices
        name="voice"
        legend="Read answers aloud"
        choices={whenAloud}
        value={voice}
        onChange={(value) => changeSettings({ voice: value })}
      />
      <Choices
        name="speaker"
        legend="Voice"
        choices={canSpeak() ? speakers : speakers.slice(0, 1)}
        value={speaker}
        onChange={(value) => changeSettings({ speaker: value })}
      />
      <Speed />
      <Choices
        name="ear"
        legend="Who understands my speech"
        choices={canRecognise() ? ears : ears.slice(0, 1)}
        value={ear}
        onChange={(value) => changeSettings({ ear: value })}
      />
      <PatienceChoice />
      <Choices
        name="output"
        legend="I hear the tutor through"
        choices={outputs}
        value={output}
        onChange={(value) => changeSettings({ output: value })}
      />
      <Language />
    </section>
  );
}

/** For whoever speaks, as far as they can: what the server's voice can do is known once a talk has asked it. */
function Speed(): JSX.Element | null {
  const { speed, speaker } = settings.value;
  const server = lastKnownSpeech.read();
  if (!canSpeak() && !server?.changesSpeed) return null;
  return (
    <div class="field">
      <label for="speed">Speed of the voice: {speed.toFixed(1)} ×</label>
      <input
        id="speed"
        type="range"
        min="0.6"
        max="1.6"
        step="0.1"
        value={speed}
        aria-describedby="speed-note"
        onInput={(event) => changeSettings({ speed: Number(event.currentTarget.value) })}
      />
      <p id="speed-note" class="hint">
        {speaker === 'server' && server?.speaks && speedNotes[server.changesSpeed ? 'both' : 'own']}
      </p>
    </div>
  );
}

function Language(): JSX.Element {
  return (
    <div class="field">
      <label for="language">Language for talking</label>
      <select
        id="language"
        value={settings.value.language ?? ''}
        onChange={(event) => changeSettings({ language: event.currentTarget.value || undefined })}
      >
        <option value="">As this browser ({languageName(navigator.language)})</option>
        {languages.map((tag) => (
          <option key={tag} value={tag}>
            {languageName(tag)}
          </option>
        ))}
      </select>
    </div>
  );
}
