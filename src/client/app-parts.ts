import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Courses } from './library/courses.ts';
import type { Library } from './library/library.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { AccountSession } from './session/account-session.ts';
import type { Shares } from './share/shares.ts';
import type { Database } from './store/database.ts';
import type { TalkRoom } from './talk/talk-room.ts';

/** What the pages work with; made once at start. */
export interface AppParts {
  database: Database;
  outbox: Outbox;
  session: AccountSession;
  library: Library;
  courses: Courses;
  shares: Shares;
  room: TalkRoom;
}

export const AppContext = createContext<AppParts | undefined>(undefined);

export function useApp(): AppParts {
  const parts = useContext(AppContext);
  if (!parts) throw new Error('A page was rendered outside of the app.');
  return parts;
}
