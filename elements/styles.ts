import { css } from 'lit'

/**
 * What the family shares. Colours are mixed from the text colour, so that they fit any page, light or dark; the page
 * sets `--trystero-*` to have its own.
 */
export const baseStyles = css`
  :host {
    --_accent: var(--trystero-accent, light-dark(#0b5cad, #9ecbff));
    --_border: var(--trystero-border, color-mix(in srgb, currentColor 45%, transparent));
    --_surface: var(--trystero-surface, color-mix(in srgb, currentColor 6%, transparent));
    --_quiet: var(--trystero-quiet, color-mix(in srgb, currentColor 80%, transparent));
    --_radius: var(--trystero-radius, 0.5em);
    --_gap: var(--trystero-gap, 0.5em);
    display: block;
    font: inherit;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  * {
    box-sizing: border-box;
  }
  button,
  input {
    padding: 0.4em 0.8em;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  button {
    cursor: pointer;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .unseen {
    position: absolute;
    overflow: hidden;
    width: 1px;
    height: 1px;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`

/** For elements that only give a meaning to what they wrap: they take no part in the layout. */
export const wrapperStyles = css`
  :host {
    display: contents;
  }
  :host([hidden]) {
    display: none;
  }
`
