"use strict";
// Everything comes from this origin, and nothing is sent anywhere else.
SwaggerUIBundle({
  url: "/v1/openapi.yaml",
  dom_id: "#contract",
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  persistAuthorization: false,
});
