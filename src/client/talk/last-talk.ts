const KEY = 'last-talk';

/** The talk that this tab had open last, for coming back to it from another page. */
export const lastTalk = {
  read: (): string | undefined => sessionStorage.getItem(KEY) ?? undefined,
  keep: (id: string): void => sessionStorage.setItem(KEY, id),
  forget: (): void => sessionStorage.removeItem(KEY),
};
