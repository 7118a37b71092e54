import {
  NavigationType,
  type UNSAFE_createBrowserHistory as createBrowserHistory,
} from 'react-router'

type BrowserHistory = ReturnType<typeof createBrowserHistory>

/** Decides about leaving a page: `leave` is called at once, later, or never. */
export interface LeaveGuard {
  mustAsk: () => boolean
  ask: (leave: () => void) => void
}

/**
 * The router's history with a question before a page is left that holds something unsaved: by a link, by the browser's
 * Back and Forward, or by code. The router itself can block only with its data routers, which this console does not use.
 *
 * @param history as `BrowserRouter` makes it: it tells of a Back only after the address has changed, so that the
 *   change has to be taken back first
 */
export function guardHistory(history: BrowserHistory, guard: LeaveGuard): BrowserHistory {
  /** Entries that the address is away from the page that is shown: below 0 after a Back that was not taken back yet. */
  let away = 0
  /** Entries that are asked for to take it back, and not gone yet: another Back may come before them. */
  let underWay = 0
  const leave = (go: () => void) => (guard.mustAsk() ? guard.ask(go) : go())
  return {
    get action() {
      return history.action
    },
    get location() {
      return history.location
    },
    createHref: (to) => history.createHref(to),
    createURL: (to) => history.createURL(to),
    encodeLocation: (to) => history.encodeLocation(to),
    push: (to, state) => leave(() => history.push(to, state)),
    // What replaces an address, such as a redirect or a changed filter, is not the user's leaving.
    replace: (to, state) => history.replace(to, state),
    go: (delta) => history.go(delta),
    listen: (listener) =>
      history.listen((update) => {
        const { delta } = update
        // Without a delta it came from outside of the router's own entries, and cannot be taken back.
        if (update.action !== NavigationType.Pop || !delta) {
          away = underWay = 0
          listener(update)
          return
        }
        const isTakenBack = Math.sign(delta) === Math.sign(underWay)
        if (!isTakenBack && away === 0 && !guard.mustAsk()) {
          listener(update)
          return
        }
        away += delta
        if (isTakenBack) {
          underWay -= delta
          return
        }
        const wanted = away
        const back = -(away + underWay)
        underWay += back
        if (back !== 0) history.go(back)
        guard.ask(() => history.go(wanted))
      }),
  }
}
