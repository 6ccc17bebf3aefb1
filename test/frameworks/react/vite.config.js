import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  base: './',
  plugins: [react()],
  // StrictMode mounts twice in development only.
  define: { 'process.env.NODE_ENV': '"development"' },
})
