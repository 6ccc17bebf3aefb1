import type {} from 'trystero-elements/jsx'

// Does not compile: what would go wrong only when it runs.

// @ts-expect-error -- no such tag
export const tag = <trystero-rooms />

// @ts-expect-error -- no such setting
export const setting = <trystero-room tracker="wss://tracker.example.org" />

// @ts-expect-error -- not a number
export const property = <trystero-ping interval="often" />

// @ts-expect-error -- neither camera nor screen
export const choice = <trystero-self-video source="window" />

// @ts-expect-error -- read-only
export const readOnly = <trystero-room prop:peers={[]} />

// @ts-expect-error -- no such detail
export const handler = <trystero-action on:trystero-message={({ detail }) => detail.text} />
