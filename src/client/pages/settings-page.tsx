import type { JSX } from 'preact';
import { InstallCard } from '../components/install-card.tsx';
import { Page } from '../components/page.tsx';
import { AccountSection } from '../components/settings/account-section.tsx';
import { DevicesSection } from '../components/settings/devices-section.tsx';
import { LeavingSection } from '../components/settings/leaving-section.tsx';
import { LimitsSection } from '../components/settings/limits-section.tsx';
import { PasswordSection } from '../components/settings/password-section.tsx';
import { RecordingsSection } from '../components/settings/recordings-section.tsx';
import { TelephoneSection } from '../components/settings/telephone-section.tsx';
import { TokensSection } from '../components/settings/tokens-section.tsx';
import { VoiceSection } from '../components/settings/voice-section.tsx';

export function SettingsPage(): JSX.Element {
  return (
    <Page title="Settings">
      <VoiceSection />
      <RecordingsSection />
      <AccountSection />
      <PasswordSection />
      <DevicesSection />
      <TelephoneSection />
      <TokensSection />
      <InstallCard />
      <LimitsSection />
      <LeavingSection />
    </Page>
  );
}
