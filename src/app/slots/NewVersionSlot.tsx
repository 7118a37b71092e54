import type { ReactNode } from 'react'
import type { LiveBinary } from '#api/types.ts'

export interface NewVersionSlotProps {
  org: string
  id: string
  current: LiveBinary
}

/** The button "New version" of one Binary. */
export const NewVersionSlot: (props: NewVersionSlotProps) => ReactNode = () => null
