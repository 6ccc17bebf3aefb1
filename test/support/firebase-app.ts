// The SDK as a page's own bundle would import it: a frame can only import what has a path.
export { initializeApp } from 'firebase/app'
