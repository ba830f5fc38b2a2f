// The button that asks a security key to answer; the asking itself is the library's.
(() => {
  "use strict";
  const button = document.getElementById("key_button");
  const credential = button.form.elements.namedItem("credential");
  const ids = { credential: credential.id, data: "key_asked" };
  const forms = window.allauth.webauthn.forms;
  if (button.dataset.asks === "add") {
    forms.addForm({ ids: { ...ids, add: button.id } });
  } else {
    forms.authenticateForm({ ids: { ...ids, authenticate: button.id } });
  }

  // The library only writes to the console that the key did not answer.
  const sentence = document.querySelector("[data-key-error]");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    sentence.hidden = false;
  });
})();
