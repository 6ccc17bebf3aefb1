import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import 'trystero-elements'
import { App } from './app'

createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
