export default {
  build: {
    rolldownOptions: {
      input: 'app.js',
      output: { entryFileNames: 'bundle.js', chunkFileNames: '[name].js' },
    },
    minify: false,
  },
}
