import { render } from 'preact'
import 'trystero-elements'
import { App } from './app'

render(<App />, document.getElementById('app') as HTMLElement)
