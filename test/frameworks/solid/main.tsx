import { render } from 'solid-js/web'
import 'trystero-elements'
import { App } from './app'

render(() => <App />, document.getElementById('app') as HTMLElement)
