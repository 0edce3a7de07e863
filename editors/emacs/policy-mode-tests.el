;;; policy-mode-tests.el --- Tests of policy-mode, and of eglot with `admit lsp' -*- lexical-binding: t; -*-

;;; Commentary:
;; `emacs -Q --batch -L editors/emacs -l policy-mode-tests -f ert-run-tests-batch-and-exit', with
;; ADMIT naming the program.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'policy-mode)
(require 'eglot)

(setq policy-program (or (getenv "ADMIT") "admit"))

(defmacro policy-with (name text &rest body)
  "Visit a file called NAME with TEXT in it and evaluate BODY."
  (declare (indent 2))
  `(let* ((folder (make-temp-file "policy" t))
          (file (expand-file-name ,name folder)))
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

(ert-deftest policy-colours ()
  (policy-with "a.policy" "/// Words.
credential Badge: jwt {
    iss : https_uri // why
    name at 5 : string
    `role` : \"a\" | null
}
role member = 2 { can ban  participants 1..5 }
rule hr: admit Badge as member where iss.host == \"a\" and n == 2026-01-31 or b == h'00'
"
    (should (eq major-mode 'policy-mode))
    (font-lock-ensure)
    (should (eq (policy-face "Words") 'font-lock-doc-face))
    (should (eq (policy-face "credential") 'font-lock-keyword-face))
    (should (eq (policy-face "Badge") 'font-lock-type-face))
    (should (eq (policy-face "jwt") 'font-lock-type-face))
    (should (eq (policy-face "iss :") 'font-lock-variable-name-face))
    (should (eq (policy-face "https_uri") 'font-lock-type-face))
    (should (eq (policy-face "why") 'font-lock-comment-face))
    (should (eq (policy-face "name at") 'font-lock-variable-name-face))
    (should (eq (policy-face "at 5") 'font-lock-keyword-face))
    (should (eq (policy-face "role`") 'font-lock-variable-name-face))
    (should (eq (policy-face "\"a\"") 'font-lock-string-face))
    (should (eq (policy-face "null") 'font-lock-constant-face))
    (should (eq (policy-face "ban") 'font-lock-builtin-face))
    (should (eq (policy-face "hr:") 'font-lock-function-name-face))
    (should (eq (policy-face "where") 'font-lock-keyword-face))
    (should (eq (policy-face "host") 'font-lock-builtin-face))
    (should (eq (policy-face "2026") 'font-lock-constant-face))
    (should (eq (policy-face "h'00'") 'font-lock-string-face))))

(ert-deftest policy-indentation ()
  (let ((right "credential Badge: jwt {
    nodes : [{
        a : int
    }]
    b : \"{\"
}
rule hr: admit Badge as member
         where b == \"x\"
test \"t\" {
    given Badge { b: \"x\" }
    for each {
        { b: \"x\" } expect none
    }
}
"))
    (policy-with "a.policy" (replace-regexp-in-string "^ +" "" right)
      (let ((inhibit-message t)) (indent-region (point-min) (point-max)))
      (should (equal (buffer-string) right)))))

(ert-deftest policy-comments-and-index ()
  (policy-with "a.policy" "rule hr: admit anyone as none\ntest \"t\" { }\n"
    (let ((index (funcall imenu-create-index-function)))
      (should (equal (caadr (assoc "Rules" index)) "hr"))
      (should (equal (caadr (assoc "Tests" index)) "\"t\"")))
    (comment-region (point-min) (line-end-position))
    (should (string-prefix-p "// rule" (buffer-string)))))

(ert-deftest policy-leaves-xml-alone ()
  (policy-with "a.policy" "\n<?xml version=\"1.0\"?>\n<policy/>\n"
    (should-not (eq major-mode 'policy-mode))))

(defun policy-wait (what)
  "Wait until the function WHAT gives something, and give it."
  (let ((end (+ (float-time) 20)) found)
    (while (and (not (setq found (funcall what))) (< (float-time) end))
      (accept-process-output nil 0.1))
    found))

(ert-deftest policy-eglot ()
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

(provide 'policy-mode-tests)
;;; policy-mode-tests.el ends here
