import { Turns } from '#lib/turns/turns.ts'

/** Of work in a store that goes on in pieces: each organization waits behind the others, and nobody else waits for all of it. */
export const storeTurns = new Turns()
