import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';

/** Cmd-K or Ctrl-K leads to the search from everywhere. */
export function useSearchKey(): void {
  const { route } = useLocation();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      if (location.pathname === '/search') document.querySelector<HTMLInputElement>('.search-box input')?.select();
      else route('/search');
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [route]);
}
