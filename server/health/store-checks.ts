import { constants, promises as fs } from 'node:fs'
import { join } from 'node:path'
import type { Store } from '#server/store/store.ts'
import { damageCheck } from './damage-check.ts'
import { OK } from './health.ts'
import type { Check, CheckName, Finding } from './health.ts'

/**
 * Whether what is stored can be reached (one row of the database, and the folder of contents), and what is known of damage.
 * @param folder the data folder
 */
export function storeChecks(
  folder: string,
  {
    organizations,
    room,
    place,
    check,
    integrity,
  }: Pick<Store, 'organizations' | 'room' | 'place' | 'check' | 'integrity'>,
): Partial<Record<CheckName, Check>> {
  const contents = join(folder, 'contents')
  return {
    damage: damageCheck(check),
    database: async () => {
      if (integrity.state.kind === 'damaged') return DAMAGED
      try {
        await organizations.find('')
        return OK
      } catch {
        return { kind: 'failed', reason: 'The database can not be read. The log says why.' }
      }
    },
    content: async () => {
      try {
        await fs.access(contents, constants.R_OK | constants.W_OK | constants.X_OK)
        return OK
      } catch {
        return {
          kind: 'failed',
          reason: 'The folder of contents is missing, or may not be read and written.',
        }
      }
    },
    folder: async () => {
      const state = await place.look()
      return state.kind === 'here' ? OK : { kind: 'failed', reason: state.reason }
    },
    space: async () => {
      const { free, least } = await room.state()
      if (free >= least && free > 0) return OK
      return {
        kind: 'failed',
        reason:
          'There is no room left on the disk beside the reserve, so that nothing is stored. Make room, then it goes on by itself.',
      }
    },
  }
}

const DAMAGED: Finding = {
  kind: 'failed',
  reason: 'The database is damaged: nothing is stored any more. Restore a backup.',
}
