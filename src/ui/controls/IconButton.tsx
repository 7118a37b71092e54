import { useId, type ComponentPropsWithRef } from 'react'
import { cx } from '../cx.ts'
import { Icon, type IconType } from '../display/Icon.tsx'
import { Spinner } from '../display/Progress.tsx'
import { VisuallyHidden } from '../display/VisuallyHidden.tsx'
import { Tooltip } from '../overlays/Tooltip.tsx'
import { buttonClass, whenOn, type ButtonVariant } from './Button.tsx'

type NativeButton = Omit<
  ComponentPropsWithRef<'button'>,
  'disabled' | 'className' | 'type' | 'children' | 'aria-label' | 'title'
>

export interface IconButtonProps extends NativeButton {
  /** Its name, spoken and shown on hover and focus. There is no icon button without one. */
  label: string
  icon: IconType
  variant?: ButtonVariant | undefined
  size?: 's' | 'm' | undefined
  busy?: boolean | undefined
  disabledReason?: string | undefined
}

/** A button with a sign instead of words; its name shows as a tooltip. */
export function IconButton({
  label,
  icon,
  variant = 'quiet',
  size,
  busy = false,
  disabledReason,
  onClick,
  'aria-describedby': describedBy,
  ...rest
}: IconButtonProps) {
  const reasonId = useId()
  const off = busy || disabledReason !== undefined
  const described = cx(describedBy, disabledReason !== undefined && reasonId)
  const pixels = size === 's' ? 14 : 16
  return (
    <Tooltip text={disabledReason === undefined ? label : `${label}: ${disabledReason}`}>
      <button
        {...rest}
        type="button"
        className={buttonClass({ variant, size, iconOnly: true })}
        aria-label={label}
        aria-disabled={off || undefined}
        aria-busy={busy || undefined}
        aria-describedby={described === '' ? undefined : described}
        onClick={(event) => whenOn(event, off, onClick)}
      >
        {busy ? <Spinner size={pixels} /> : <Icon icon={icon} size={pixels} />}
      </button>
      {disabledReason !== undefined && (
        <VisuallyHidden id={reasonId} hidden>
          {disabledReason}
        </VisuallyHidden>
      )}
    </Tooltip>
  )
}
