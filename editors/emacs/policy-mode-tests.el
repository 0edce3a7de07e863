;;; policy-mode-tests.el --- Tests of policy-mode, policy-ts-mode, and eglot with `admit lsp' -*- lexical-binding: t; -*-

;;; Commentary:
;; `emacs -Q --batch -L editors/emacs -l policy-mode-tests -f ert-run-tests-batch-and-exit', with
;; ADMIT naming the program. An Emacs that has tree-sitter builds the grammar with a C compiler; one
;; that has it not skips the tests of policy-ts-mode, and says so.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'eglot)
(require 'treesit nil t)

(defvar major-mode-remap-alist nil)
(defvar treesit-extra-load-path)
(defvar treesit-font-lock-level)
(declare-function treesit-available-p "treesit.c")
(declare-function treesit-library-abi-version "treesit.c")
(declare-function treesit-defun-name "treesit")
(declare-function treesit-defun-at-point "treesit")

(defconst policy-here (file-name-directory (or load-file-name buffer-file-name))
  "The folder of this file.")

(defconst policy-ts-p (and (fboundp 'treesit-available-p) (treesit-available-p))
  "Whether this Emacs has tree-sitter.")

(defun policy-build-grammar ()
  "Build the grammar in the newest layout that this Emacs reads; its folder."
  (let* ((folder (make-temp-file "policy" t))
         (script (expand-file-name "../tree-sitter-policy/build-library" policy-here))
         (layout (number-to-string (min 15 (treesit-library-abi-version))))
         (library (expand-file-name (concat "libtree-sitter-policy" module-file-suffix) folder)))
    (unless (eq 0 (call-process script nil t nil layout library))
      (error "The grammar was not built: %s" (buffer-string)))
    folder))

(if (not policy-ts-p)
    (message "This Emacs has no tree-sitter: the tests of policy-ts-mode are skipped")
  (push (policy-build-grammar) treesit-extra-load-path)
  (add-hook 'kill-emacs-hook (lambda () (delete-directory (car treesit-extra-load-path) t))))

(require 'policy-ts-mode)

(setq policy-program (or (getenv "ADMIT") "admit"))

(defvar policy-tested-mode 'policy-mode
  "The mode that visited files get.")

(defmacro policy-deftest (name &rest body)
  "Define policy-NAME and policy-ts-NAME, which evaluate BODY in either mode."
  (declare (indent 1))
  `(progn
     (ert-deftest ,(intern (format "policy-%s" name)) ()
       (let ((policy-tested-mode 'policy-mode)) ,@body))
     (ert-deftest ,(intern (format "policy-ts-%s" name)) ()
       (skip-unless policy-ts-p)
       (let ((policy-tested-mode 'policy-ts-mode)) ,@body))))

(defmacro policy-with (name text &rest body)
  "Visit a file called NAME with TEXT in it and evaluate BODY."
  (declare (indent 2))
  `(let* ((folder (make-temp-file "policy" t))
          (file (expand-file-name ,name folder))
          (major-mode-remap-alist (list (cons 'policy-mode policy-tested-mode))))
     (with-temp-file file (insert ,text))
     (let ((buffer (find-file-noselect file)))
       (unwind-protect
           (with-current-buffer buffer ,@body)
         (with-current-buffer buffer (set-buffer-modified-p nil))
         (kill-buffer buffer)
         (delete-directory folder t)))))

(defun policy-face (pattern)
  "The face of the first character of PATTERN."
  (goto-char (point-min))
  (let ((case-fold-search nil)) (re-search-forward pattern))
  (get-text-property (match-beginning 0) 'face))

(defconst policy-colours
  '(("Words" font-lock-doc-face)
    ("credential" font-lock-keyword-face)
    ("Badge" font-lock-type-face)
    ("jwt" font-lock-type-face)
    ("iss :" font-lock-variable-name-face font-lock-property-name-face)
    ("https_uri" font-lock-type-face)
    ("why" font-lock-comment-face)
    ("name at" font-lock-variable-name-face font-lock-property-name-face)
    ("at 5" font-lock-keyword-face)
    ("5 :" font-lock-constant-face font-lock-number-face)
    ("role`" font-lock-variable-name-face font-lock-property-name-face)
    ("\"a" font-lock-string-face)
    ("null" font-lock-constant-face)
    ("ban" font-lock-builtin-face)
    ("hr:" font-lock-function-name-face)
    ("where" font-lock-keyword-face)
    ("host" font-lock-builtin-face)
    ("2026" font-lock-constant-face font-lock-number-face)
    ("h'00'" font-lock-string-face))
  "What is to be found, its face in policy-mode, and that in policy-ts-mode.")

(policy-deftest colours
  (policy-with "a.policy" "/// Words.
credential Badge: jwt {
    iss : https_uri // why
    name at 5 : string
    `role` : \"a\" | null
}
role member = 2 { can ban  participants 1..5 }
rule hr: admit Badge as member where iss.host == \"a\" and n == 2026-01-31 or b == h'00'
"
    (should (eq major-mode policy-tested-mode))
    (font-lock-ensure)
    (pcase-dolist (`(,pattern ,face ,other) policy-colours)
      (let ((wanted (if (and other (eq major-mode 'policy-ts-mode)) other face)))
        (should (equal (list pattern (policy-face pattern)) (list pattern wanted)))))))

(defconst policy-in-style
  "use std.roles.moderated {
    aaaaaaaaaaaaaaa, bbbbbbbbbbbbbb,
    ccccccccccccccc
}
let dach = [
    \"DE\", \"AT\",
    \"CH\"
]
credential Badge: jwt {
    iss   : https_uri
    kind  : \"full-time\"
            | \"part-time\"
            | \"contractor\"
    nodes : [{
        a : int
    }]
    b     : \"{\"
}
role member = 2 extends roles.attendee {
    can join_if_preauthorized, receive_message,
        send_message,
        kick, ban
    participants 1..5
}
condition ours of Badge =
    iss == \"https://idp.example.com\"
    and (kind == \"contractor\" or b == \"where\")
condition theirs of Badge =
    iss == \"https://idp.example.com\"
    or (kind == \"contractor\" // where
        and nodes[a == 3].a == 3)
rule hr: admit Badge as member
         where iss == \"x\" and b == \"{\"
           or (kind == \"contractor\" and nodes[a == 3].a == 3)
rule x:  admit Badge as member
         where (kind == \"contractor\"
                or b == \"admit\")
refuse Badge
where iss == \"https://idp.example.com\"
  and b in [
      \"aaaaaaaaa\", \"bbbbbbbbb\"
  ]
disclose Badge {
    require iss,
        kind
    forbid b
}
test \"HR\" {
    given Badge {
        iss: \"https://idp.example.com\"
        nodes: [{ a: 1 }, { a: 2 }]
    }
    for each {
        { b: \"x\" } expect moderator by hr
        { b: \"y\" } expect none
    }
}
"
  "A policy as `admit fmt' lays it out, but for its width.")

(defun policy-indented-anew (text)
  "TEXT with all indentation taken away and made anew."
  (policy-with "a.policy" (replace-regexp-in-string "^ +" "" text)
    (let ((inhibit-message t)) (indent-region (point-min) (point-max)))
    (buffer-string)))

(policy-deftest indentation
  (should (equal (policy-indented-anew policy-in-style) policy-in-style)))

(policy-deftest indentation-of-claims-called-like-words
  (let ((text "credential A: jwt {\n    allow : bool,\n    b : int\n}\n"))
    (should (equal (policy-indented-anew text) text))))

(policy-deftest indentation-of-examples
  (let ((all (mapcan (lambda (folder)
                       (directory-files-recursively
                        (expand-file-name (concat "../../" folder) policy-here) "\\.policy\\'"))
                     (list "examples" "stdlib"))))
    (should (> (length all) 15))
    (dolist (file all)
      (let ((text (with-temp-buffer (insert-file-contents file) (buffer-string))))
        (should (equal (list file (policy-indented-anew text)) (list file text)))))))

(policy-deftest indentation-while-typing
  (policy-with "a.policy" "credential Badge: jwt {\n    nodes : [{\n"
    (goto-char (point-max))
    (indent-according-to-mode)
    (should (= (current-column) 8))
    (insert "a : int\n}]")
    (indent-according-to-mode)
    (should (= (current-indentation) 4))
    (insert "\n}\n\nrule hr: admit Badge as member\nwhere")
    (indent-according-to-mode)
    (should (= (current-indentation) 9))
    (insert " iss == \"x\"\nand")
    (indent-according-to-mode)
    (should (= (current-indentation) 11))))

(policy-deftest comments-and-index
  (policy-with "a.policy" "rule hr: admit anyone as none\ntest \"t\" { }\n"
    (let ((index (funcall imenu-create-index-function)))
      (should (equal (caadr (assoc "Rules" index)) "hr"))
      (should (equal (caadr (assoc "Tests" index)) "\"t\"")))
    (comment-region (point-min) (line-end-position))
    (should (string-prefix-p "// rule" (buffer-string)))))

(policy-deftest leaves-xml-alone
  (policy-with "a.policy" "\n<?xml version=\"1.0\"?>\n<policy/>\n"
    (should-not (derived-mode-p 'policy-base-mode))))

(defun policy-wait (what)
  "Wait until the function WHAT gives something, and give it."
  (let ((end (+ (float-time) 20)) found)
    (while (and (not (setq found (funcall what))) (< (float-time) end))
      (accept-process-output nil 0.1))
    found))

(policy-deftest eglot
  (policy-with "a.policy" "policy \"a\"
credential Badge: jwt { iss : https_uri  department : string }
role member = 2 { can join_if_preauthorized }
rule hr: admit Badge as membr where iss.host == \"example.com\" and department == \"HR\"
"
    (let ((eglot-sync-connect 30) (eglot-autoshutdown t) (inhibit-message t)
          (enable-local-variables nil))
      (apply #'eglot (eglot--guess-contact))
      (unwind-protect
          (progn
            (should (eglot-current-server))
            (should (equal (plist-get (eglot--TextDocumentItem) :languageId) "policy"))
            (flymake-mode 1)
            (flymake-start)
            ;; A diagnostic, where the mistake is.
            (let ((found (policy-wait #'flymake-diagnostics)))
              (should (string-match-p "membr" (flymake-diagnostic-text (car found))))
              (goto-char (flymake-diagnostic-beg (car found)))
              (should (looking-at "membr")))
            ;; Hover.
            (goto-char (point-min))
            (search-forward "and depart")
            (let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                          (eglot--TextDocumentPositionParams))))
              (should (string-match-p "string" (plist-get (plist-get hover :contents) :value))))
            ;; Completion.
            (search-backward "membr")
            (forward-char 3)
            (let* ((table (eglot-completion-at-point))
                   (all (all-completions "" (nth 2 table))))
              (should (cl-some (lambda (it) (string-match-p "member" it)) all)))
            ;; Rename, which also mends the mistake here.
            (goto-char (point-min))
            (search-forward "iss :")
            (backward-char 4)
            (eglot-rename "issuer")
            (should (string-match-p "issuer at \"iss\" *:\\|issuer *:" (buffer-string)))
            (should (string-match-p "where issuer\\.host" (buffer-string)))
            ;; Format.
            (eglot-format-buffer)
            (should (string-match-p "^credential Badge: jwt {\n    issuer" (buffer-string))))
        (eglot-shutdown (eglot-current-server))))))

;;; What only policy-ts-mode has

(ert-deftest policy-ts-is-chosen ()
  (skip-unless policy-ts-p)
  (let ((remap (default-value 'major-mode-remap-alist)))
    (should (eq (alist-get 'policy-mode remap) 'policy-ts-mode))))

(defun policy-ts-uncoloured ()
  "The first place in the buffer where something has no face."
  (goto-char (point-min))
  (let (found)
    (while (and (not found) (re-search-forward "[^ \t\n]" nil t))
      (unless (get-text-property (match-beginning 0) 'face)
        (setq found (buffer-substring (match-beginning 0) (line-end-position)))))
    found))

(ert-deftest policy-ts-colours-everything ()
  (skip-unless policy-ts-p)
  (let ((policy-tested-mode 'policy-ts-mode)
        (treesit-font-lock-level 4))
    (policy-with "a.policy"
        (with-temp-buffer
          (insert-file-contents
           (expand-file-name "../../tests/all/syntax/everything.policy" policy-here))
          (buffer-string))
      (font-lock-ensure)
      (should-not (policy-ts-uncoloured)))))

(defun policy-ts-faces (level text words)
  "The faces of WORDS in TEXT with colours up to LEVEL."
  (let ((policy-tested-mode 'policy-ts-mode)
        (treesit-font-lock-level level))
    (policy-with "a.policy" text
      (font-lock-ensure)
      (mapcar #'policy-face words))))

(ert-deftest policy-ts-levels ()
  (skip-unless policy-ts-p)
  (let ((text "condition ours of a.Badge = x.host == 1 // c\n")
        (words '("// c" "ours" "condition" "Badge" "a\\." "host" "1" "==" "x")))
    (cl-flet ((faces (level) (policy-ts-faces level text words)))
      (should (equal (faces 1) '(font-lock-comment-face font-lock-function-name-face
                                 nil nil nil nil nil nil nil)))
      (should (equal (seq-subseq (faces 2) 2)
                     '(font-lock-keyword-face font-lock-type-face font-lock-type-face
                       nil nil nil nil)))
      (should (equal (seq-subseq (faces 3) 3)
                     '(font-lock-type-face font-lock-constant-face font-lock-builtin-face
                       font-lock-number-face nil nil)))
      (should (equal (seq-subseq (faces 4) 7)
                     '(font-lock-operator-face font-lock-property-use-face))))))

(ert-deftest policy-ts-moves-by-items ()
  (skip-unless policy-ts-p)
  (let ((policy-tested-mode 'policy-ts-mode))
    (policy-with "a.policy" "let a = 1\nrule hr: admit anyone as none\n\ntest \"t\" {\n}\nlet b = 2\n"
      (goto-char (point-min))
      (search-forward "test")
      (should (equal (treesit-defun-name (treesit-defun-at-point)) "\"t\""))
      (end-of-defun)
      (should (looking-at "let b"))
      (beginning-of-defun 2)
      (should (looking-at "rule hr")))))

(provide 'policy-mode-tests)
;;; policy-mode-tests.el ends here
