import { render } from 'preact';
import './admin.css';
import './panels.css';
import { follow } from './feed.ts';
import { AdminPage } from './page.tsx';

const root = document.getElementById('admin');
if (!root) throw new Error('The page has no #admin element.');
follow();
render(<AdminPage />, root);
