import { mount } from 'svelte'
import 'trystero-elements'
import App from './app.svelte'

mount(App, { target: document.getElementById('app') as HTMLElement })
