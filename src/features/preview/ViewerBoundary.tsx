import { Component, type ReactNode } from 'react'
import type { Problem } from './viewer.ts'

interface ViewerBoundaryProps {
  onProblem: (problem: Problem) => void
  children: ReactNode
}

/** A viewer that fails, or can't be loaded, leaves the page around it standing. */
export class ViewerBoundary extends Component<ViewerBoundaryProps, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override componentDidCatch(): void {
    this.props.onProblem({
      title: 'This content can’t be shown',
      advice:
        'The part of the console that shows it failed or could not be loaded. You can still download the file.',
    })
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children
  }
}
