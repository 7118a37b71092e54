import type { FastifyRequest } from 'fastify'
import { Turns } from '#lib/turns/turns.ts'
import { clientAddress } from './connections/places.ts'

/** Of the event loop, which the process has one of. */
export const turns = new Turns()

/** A turn for this request: by its token, or else by where it comes from. */
export function nextTurn({ context, ip }: Pick<FastifyRequest, 'context' | 'ip'>): Promise<void> {
  const name = context?.token?.subject
  return turns.next(name === undefined ? `from ${clientAddress(ip)}` : `by ${name}`)
}

/** Of what nobody wants: some fifty megabytes a second are read of it in all, so that reading it costs others next to nothing. */
export const slowTurns = new Turns((pass) => void setTimeout(pass, 1))
