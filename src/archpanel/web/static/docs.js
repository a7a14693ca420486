"use strict";
// Requests of this page are those of who is logged in: they carry the login's token against forgery.
const place = document.getElementById("swagger-ui");
window.ui = SwaggerUIBundle({
  dom_id: "#swagger-ui",
  url: place.dataset.url,
  validatorUrl: null,
  deepLinking: false,
  queryConfigEnabled: false,
  persistAuthorization: false,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  requestInterceptor: (request) => {
    if (place.dataset.csrf && new URL(request.url, location.href).origin === location.origin)
      request.headers["X-CSRF-Token"] = place.dataset.csrf;
    return request;
  },
});
