import { render } from 'preact';

render(<p>soon</p>, document.getElementById('page')!);
