import { Component, type ReactNode } from 'react'

export interface ErrorBoundaryProps {
  /** What failed is tried anew when it changes: the address. */
  place: string
  /** What stands in the place of what failed; `again` tries it anew. */
  renderError: (error: unknown, again: () => void) => ReactNode
  children: ReactNode
}

type State = { failed: false } | { failed: true; error: unknown }

/** React has no hook for this: https://react.dev/reference/react/Component#catching-rendering-errors-with-an-error-boundary */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(error: unknown): State {
    return { failed: true, error }
  }

  override componentDidUpdate(before: ErrorBoundaryProps): void {
    if (before.place !== this.props.place && this.state.failed) this.again()
  }

  again = (): void => this.setState({ failed: false })

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return this.props.renderError(this.state.error, this.again)
  }
}
