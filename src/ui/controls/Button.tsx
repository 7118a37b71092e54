import { useId, type ComponentPropsWithRef, type MouseEvent, type ReactNode } from 'react'
import { Link, type To } from 'react-router'
import { cx } from '../cx.ts'
import { Icon, type IconType } from '../display/Icon.tsx'
import { Spinner } from '../display/Progress.tsx'
import { VisuallyHidden } from '../display/VisuallyHidden.tsx'
import styles from './button.module.css'

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger'

export interface ButtonLook {
  /** `secondary` unless told. One primary button a view at most. */
  variant?: ButtonVariant | undefined
  size?: 's' | 'm' | undefined
  icon?: IconType | undefined
}

type NativeButton = Omit<ComponentPropsWithRef<'button'>, 'disabled' | 'className' | 'type'>

export interface ButtonProps extends NativeButton, ButtonLook {
  type?: 'button' | 'submit' | undefined
  /** Shows a turning ring and ignores clicks until it is over. */
  busy?: boolean | undefined
  /** Why it can't be used now. The button stays reachable, says the reason, and ignores clicks. */
  disabledReason?: string | undefined
}

/** The one button. Off means `aria-disabled` with a spoken reason, never a silent `disabled`. */
export function Button({
  variant,
  size,
  icon,
  busy = false,
  disabledReason,
  type = 'button',
  onClick,
  children,
  title,
  'aria-describedby': describedBy,
  ...rest
}: ButtonProps) {
  const reasonId = useId()
  const off = busy || disabledReason !== undefined
  const described = cx(describedBy, disabledReason !== undefined && reasonId)
  return (
    <>
      <button
        {...rest}
        // oxlint-disable-next-line react/button-has-type -- it is one of the two, `button` unless told
        type={type}
        className={buttonClass({ variant, size })}
        title={disabledReason ?? title}
        aria-disabled={off || undefined}
        aria-busy={busy || undefined}
        data-autofocus={rest.autoFocus === true || undefined}
        aria-describedby={described === '' ? undefined : described}
        onClick={(event) => whenOn(event, off, onClick)}
      >
        <ButtonFace icon={icon} busy={busy} size={size}>
          {children}
        </ButtonFace>
      </button>
      {disabledReason !== undefined && (
        <VisuallyHidden id={reasonId} hidden>
          {disabledReason}
        </VisuallyHidden>
      )}
    </>
  )
}

export interface LinkButtonProps extends ButtonLook {
  to: To
  children: ReactNode
  /** Keeps the page's scroll and history as the router would by default; see its `Link`. */
  replace?: boolean | undefined
  state?: unknown
  /** `_blank` where leaving the page would lose something. */
  target?: '_blank' | undefined
  onClick?: ((event: MouseEvent<HTMLAnchorElement>) => void) | undefined
  'aria-label'?: string | undefined
  'aria-describedby'?: string | undefined
  ref?: React.Ref<HTMLAnchorElement> | undefined
}

/** A link that looks like a button, for navigation. */
export function LinkButton({ variant, size, icon, children, ...link }: LinkButtonProps) {
  const { replace, ...rest } = link
  return (
    <Link {...rest} {...(replace && { replace })} className={buttonClass({ variant, size })}>
      <ButtonFace icon={icon} size={size}>
        {children}
      </ButtonFace>
    </Link>
  )
}

/** The class of a button's look, for what must be another element (a `summary`, a file's label). */
export function buttonClass(look: ButtonLook & { iconOnly?: boolean }): string {
  return cx(
    styles['button'],
    styles[look.variant ?? 'secondary'],
    look.size === 's' && styles['s'],
    look.iconOnly === true && styles['iconOnly'],
  )
}

/** Lets a click through unless the control is off; a submit button that is off must not submit. */
export function whenOn(
  event: MouseEvent<HTMLButtonElement>,
  off: boolean,
  onClick: ((event: MouseEvent<HTMLButtonElement>) => void) | undefined,
): void {
  if (off) {
    event.preventDefault()
    event.stopPropagation()
    return
  }
  onClick?.(event)
}

function ButtonFace(props: {
  icon: IconType | undefined
  busy?: boolean
  size: 's' | 'm' | undefined
  children: ReactNode
}) {
  const size = props.size === 's' ? 14 : 16
  return (
    <>
      {props.busy === true ? (
        <Spinner size={size} />
      ) : (
        props.icon && <Icon icon={props.icon} size={size} />
      )}
      {props.children}
    </>
  )
}
