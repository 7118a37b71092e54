import { Palette } from '#features/palette/Palette.tsx'
import { useAppCommands } from './use-app-commands.ts'

/** The palette with what the frame offers behind what the page does; loaded when it is first opened. */
export function AppPalette({ onClose }: { onClose: () => void }) {
  return <Palette also={useAppCommands()} onClose={onClose} />
}
