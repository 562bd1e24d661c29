/// What `GET /` says, in at most 80 columns.
enum FrontPage {
    static let text = """
        mock-gateway: a local mock of a Genesys Cloud gateway, with two clocks that you
        can set apart.

          POST  /oauth/token                      tokens, refresh included
          GET   /oauth/authorize                  a code, or a token in the fragment
          GET   /logout                           back to where the client wants
          GET   /api/v2/analytics/queues/summary  needs a token, as all of /api/v2
          GET   /__admin/                         the console: see the skew, move it
          GET   /__admin/health                   is it up?
          GET   /__admin/settings                 offset, tolerance; PATCH changes
          POST  /__admin/clock                    freeze, advance, resume
          PUT   /__admin/clients/{id}             a client with its own settings
          PUT   /__admin/faults                   make requests fail on purpose
          GET   /__admin/routes                   what is answered, and by what
          GET   /__admin/requests                 what clients did; ?wait=5s waits
          GET   /__admin/events                   the same as it happens; curl -N
          POST  /__admin/requests/verify          did that happen, and how often?
          POST  /__admin/tokens                   mint a token, or a code
          POST  /__admin/tokens/inspect           why is a token refused?
          POST  /__admin/tokens/revoke            take a token back
          POST  /__admin/reload                   read files again
          POST  /__admin/reset                    as at start
          GET   /__admin/openapi.json             all of this, for machines

        A refused call says why in the response field X-Mock-Gateway-Reason.
        This is no Genesys product, and it never talks to one.

        """
}
