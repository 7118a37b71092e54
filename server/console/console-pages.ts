import type { FastifyInstance } from 'fastify'
import type { Config } from '#server/config.ts'

export function consolePages(_config: Config): (app: FastifyInstance) => void {
  return () => undefined
}
