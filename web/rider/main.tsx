// The rider page: where a selfie is taken or chosen, sent, and answered.

import { render } from 'preact';
import { startPage } from '../shared/start-page.ts';
import { App } from './app.tsx';
import { WORDS } from './words.ts';
import './rider.css';

startPage('rider', WORDS, (root, started) => render(<App {...started} />, root));
