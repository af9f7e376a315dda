// The review desk: where people decide what the rules could not.

import { render } from 'preact';
import { startPage } from '../shared/start-page.ts';
import { App } from './app.tsx';
import { WORDS } from './words.ts';
import './review.css';

startPage('review', WORDS, (root, started) => render(<App {...started} />, root));
