// Passkeys: the browser's part of adding one and of signing in with one. Options come with the page or from an address;
// what the device answers goes back in the hidden field of the form. Without this file there are other ways in.
(() => {
  const page = document;
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  };
  const keys = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const create = async (form, { publicKey }) => {
    const isAlone = form.elements.passwordless.checked;
    const choice = { ...publicKey.authenticatorSelection, residentKey: isAlone ? "required" : "discouraged", requireResidentKey: isAlone };
    if (isAlone) choice.userVerification = "required";
    const made = await navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        user: { ...publicKey.user, id: bytes(publicKey.user.id) },
        excludeCredentials: keys(publicKey.excludeCredentials),
        authenticatorSelection: choice,
      },
    });
    const { clientDataJSON, attestationObject } = made.response;
    return answer(made, { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) });
  };

  const get = async ({ publicKey }) => {
    const found = await navigator.credentials.get({
      publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: keys(publicKey.allowCredentials) },
    });
    const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
    return answer(found, {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    });
  };
  const answer = (credential, response) => ({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });

  const options = async (form) => {
    if (!form.dataset.options) return JSON.parse(page.getElementById("passkey-data").textContent);
    const reply = await fetch(form.dataset.options, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!reply.ok) throw new Error("no options");
    return reply.json();
  };

  const sign = async (form) => {
    const problem = form.querySelector("[data-passkey-problem]");
    problem.textContent = "";
    try {
      const asked = await options(form);
      const credential = form.dataset.passkey === "add" ? await create(form, asked.creation_options) : await get(asked.request_options);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      problem.textContent = problem.dataset.text; // given up, not known here, or the address is no name
    }
  };

  page.addEventListener("DOMContentLoaded", () => {
    if (!window.PublicKeyCredential || !window.isSecureContext) return;
    page.querySelectorAll("[data-needs-passkeys]").forEach((part) => { part.hidden = false; });
    page.querySelectorAll("[data-no-passkeys]").forEach((part) => { part.hidden = true; });
    page.querySelectorAll("form[data-passkey]").forEach((form) => {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        sign(form);
      });
    });
  });
})();
